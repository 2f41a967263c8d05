package match

import "time"

var _ = register(Verb{Name: "HaveMTime", Key: "mtime", Examples: func() []*Matcher {
	return []*Matcher{HaveMTime("2026-01-01T00:00:00Z")}
}})

// HaveMTime compares when a file's content last changed, to the second: a time.Time, its text by RFC 3339,
// or a Gomega matcher on a time.Time (BeTemporally).
func HaveMTime(want any) *Matcher {
	read := func(r interface{ MTime() (time.Time, error) }) (time.Time, error) { return r.MTime() }
	switch w := want.(type) {
	case string:
		at, err := time.Parse(time.RFC3339, w)
		if err != nil {
			return misuse(value("HaveMTime", "modification time", want, read), "modification time: %w", err)
		}
		want = at.UTC().Truncate(time.Second)
	case time.Time:
		want = w.UTC().Truncate(time.Second)
	}
	return each(value("HaveMTime", "modification time", want, read), nil)
}
