package match

import "strings"

var _ = register(Verb{Name: "ComeFrom", Key: "from", Examples: func() []*Matcher {
	return []*Matcher{ComeFrom("built-in default"), ComeFrom("/etc/php/8.2/fpm/php.ini"), ComeFrom("pool www")}
}})

// ComeFrom holds when a setting was made there: a file ("/etc/php/8.2/fpm/php.ini", with or without
// ":LINE"), "pool www", "pool www FILE", "argument of UNIT" or "built-in default".
func ComeFrom(place string) *Matcher {
	return judged("ComeFrom", "come from "+show(place), "it", func(r interface{ Origin() (string, error) }) (string, error) { return r.Origin() },
		func(origin string) (bool, error) {
			rest, ok := strings.CutPrefix(origin, place)
			return ok && place != "" && (rest == "" || rest[0] == ':' || rest[0] == ' '), nil
		})
}
