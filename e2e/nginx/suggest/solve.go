package suggest

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/suggest/language"
)

// The bounds of a search.
const (
	most  = 4000 // sets of texts that one search looks at
	tries = 100  // URIs that are put to the model for one location
)

// A solver looks for URIs that enter one location by one entrance.
type solver struct {
	*finder
	space   *language.Space
	at      Entrance
	target  *nginx.Location // nil: those that enter none are looked for, or any
	left    *language.Term  // what may still do
	plain   *language.Term  // URIs as people write them
	printed *language.Term  // those without control characters and empty segments
	sound   bool            // what was taken away does not enter
	narrow  bool            // take away what is certain only
}

// solver starts a search. Without a target any URI does.
func (f *finder) solver(at Entrance, target *nginx.Location, narrow bool) *solver {
	s := &solver{finder: f, space: language.New(), at: at, target: target, sound: true, narrow: narrow}
	l := s.space
	dots, _, _ := l.Regex(`/\.\.?(/|\z)|\x00`, false)
	s.plain, _, _ = l.Regex(`^(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?\z`, false)
	s.printed, _, _ = l.Regex(`^(/[^/\x00-\x1f\x7f]+)*/?\z`, false)
	s.left = l.And(l.From("/"), l.Not(dots))
	if target != nil {
		s.left = l.And(s.left, s.condition(target))
	}
	return s
}

// condition is what a URI must be to enter a location, as far as it and those around it say.
func (s *solver) condition(target *nginx.Location) *language.Term {
	t := s.space.All()
	for l := target; l != nil; l = l.Parent {
		own, exact := s.own(l)
		s.sound = s.sound && exact
		t = s.space.And(t, own)
	}
	return t
}

// own is what the URI must be by the name or regex of one location alone.
func (s *solver) own(l *nginx.Location) (t *language.Term, exact bool) {
	switch {
	case l.IsRegex():
		t, exact, err := s.space.Regex(l.Pattern, l.Modifier == "~*")
		if err != nil {
			return s.space.All(), false
		}
		return t, exact
	case l.Modifier == "=":
		return s.space.Text(l.Pattern), true
	case l.Modifier == "@":
		return s.space.None(), true
	}
	return s.space.From(l.Pattern), true
}

// next is a URI that enters the target, another one at each call; extra is asked of it too. Where there is none, proved
// says that no URI does.
func (s *solver) next(extra *language.Term) (uri string, ok, proved bool) {
	for range tries {
		uri, answer := s.shortest(extra)
		if answer != language.Found {
			return "", false, answer == language.Empty && s.sound && extra == nil
		}
		e, err := s.model.Enter(s.request(s.at, "GET", escape(uri)))
		switch {
		case err == nil && e.URI != uri && strings.Contains(uri, "//"): // merge_slashes
			s.drop(s.space.Within(s.space.Text("//")))
			continue
		case err == nil && e.URI == uri && (s.target == nil || e.Choice.Location == s.target && !e.Choice.Redirect):
			s.drop(s.space.Text(uri))
			s.sound = false
			return uri, true, false
		}
		s.drop(s.space.Text(uri))
		if err == nil && s.target != nil {
			s.block(e.Choice)
		}
	}
	return "", false, false
}

// shortest is a URI that is left: one as people write them, without an empty segment, or any.
func (s *solver) shortest(extra *language.Term) (string, language.Answer) {
	left := s.left
	if extra != nil {
		left = s.space.And(left, extra)
	}
	for _, liked := range []*language.Term{s.plain, s.printed} {
		if uri, answer := s.space.Shortest(s.space.And(left, liked), most); answer == language.Found {
			return uri, answer
		}
	}
	merged := s.space.And(left, s.space.Not(s.space.Within(s.space.Text("//"))))
	if uri, answer := s.space.Shortest(merged, most); answer != language.Empty {
		return uri, answer
	}
	return s.space.Shortest(left, most)
}

func (s *solver) drop(t *language.Term) { s.left = s.space.And(s.left, s.space.Not(t)) }

// block takes away what goes to another location for the reason that the last URI did.
func (s *solver) block(c nginx.Choice) {
	if c.Location == nil || c.Redirect {
		return
	}
	theirs, ours := chain(c.Location), chain(s.target)
	i := 0
	for i < len(theirs) && i < len(ours) && theirs[i] == ours[i] {
		i++
	}
	if i == len(theirs) {
		return
	}
	x := theirs[i]
	t, exact := s.own(x)
	certain := exact
	if i < len(ours) {
		y := ours[i]
		static := !x.IsRegex() && x.Modifier != "="
		switch {
		case x.Modifier == "=", static && !y.IsRegex(), x.IsRegex() && (y.IsRegex() || last(ours[i:])):
		case static && x.Modifier == "^~":
			t = s.space.And(t, s.space.Not(s.longer(x)))
		default: // something nested in x took it
			for _, inner := range theirs[i+1:] {
				more, _ := s.own(inner)
				t = s.space.And(t, more)
			}
			certain = false
		}
	}
	if !certain && s.narrow {
		return
	}
	s.sound = s.sound && certain
	s.drop(t)
}

// last says whether no regex is among them.
func last(chain []*nginx.Location) bool {
	for _, l := range chain {
		if l.IsRegex() {
			return false
		}
	}
	return true
}

// longer is what begins with a longer prefix beside one.
func (s *solver) longer(l *nginx.Location) *language.Term {
	beside := l.Server.Locations()
	if l.Parent != nil {
		beside = l.Parent.Nested()
	}
	t := s.space.None()
	for _, b := range beside {
		if (b.Modifier == "" || b.Modifier == "^~") && len(b.Pattern) > len(l.Pattern) && strings.HasPrefix(b.Pattern, l.Pattern) {
			t = s.space.Or(t, s.space.From(b.Pattern))
		}
	}
	return t
}

// chain are the locations around one and itself, from the outermost.
func chain(l *nginx.Location) []*nginx.Location {
	if l == nil {
		return nil
	}
	return append(chain(l.Parent), l)
}

// escape writes a decoded path as it is sent. A slash behind a slash is escaped too, as "//" begins a name elsewhere.
func escape(uri string) string {
	const hex = "0123456789ABCDEF"
	var out strings.Builder
	for i := range len(uri) {
		c := uri[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~/@:=,+", c) >= 0 && (c != '/' || i != 1 || uri[0] != '/'):
			out.WriteByte(c)
		default:
			out.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return out.String()
}
