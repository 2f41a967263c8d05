package nginx

import (
	"net/http"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A Header is one that is added to answers, by its canonical name.
type Header struct{ Name, Value string }

// OwnHeaders are the headers that one location alone of the whole configuration adds, with a value that stands there. A
// location that others are nested in has none: they could inherit it.
func (m *Model) OwnHeaders() map[*Location][]Header {
	count := map[Header]int{}
	vague := map[string]bool{} // names whose values hang on variables somewhere
	m.Config.Main.Walk(func(d *conf.Directive) {
		if d.Name != "add_header" || len(d.Args) < 2 {
			return
		}
		h, fixed := added(d.Texts())
		count[h]++
		vague[h.Name] = vague[h.Name] || !fixed
	})
	own := map[*Location][]Header{}
	for _, s := range m.Servers {
		s.Each(func(l *Location) {
			for _, args := range l.Directives("add_header") {
				if h, ok := added(args); ok && count[h] == 1 && !vague[h.Name] && len(l.Nested()) == 0 {
					own[l] = append(own[l], h)
				}
			}
		})
	}
	return own
}

func added(args []string) (Header, bool) {
	if len(args) < 2 {
		return Header{}, false
	}
	return Header{http.CanonicalHeaderKey(args[0]), args[1]}, !strings.Contains(args[1], "$")
}
