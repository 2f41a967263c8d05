package match

import "fmt"

var _ = register(Verb{Name: "BeSetTo", Key: "value", Examples: func() []*Matcher {
	return []*Matcher{BeSetTo("1024"), BeSetTo(1), BeSetTo("")}
}})

// BeSetTo holds when the value is want: a text, a number, or a matcher on the text.
func BeSetTo(want any) *Matcher {
	switch want.(type) {
	case int, int64, uint64, float64:
		want = fmt.Sprint(want)
	}
	return value("BeSetTo", "value", want, func(r interface{ Value() (string, error) }) (string, error) { return r.Value() })
}
