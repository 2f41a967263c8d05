package coverage

import (
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// An effect is what one request does to the counts.
type effect struct {
	sure     map[*nginx.Location]State
	possible []*nginx.Location
	outside  bool
	final    *nginx.Location
	why      string // it counts for nothing; "" else
}

// A memo keeps the effects of requests that a log repeats. Where the arguments of a request can't change its way they
// are left out of what is compared. It is emptied when it is full.
type memo struct {
	whole   bool // arguments count
	effects map[key]effect
}

type key struct {
	method, scheme, host, local, client, target string
	old, none                                   bool
	status                                      int
	location                                    string
}

// kept is how many effects are kept.
const kept = 1 << 14

func newMemo(m *nginx.Model) *memo {
	return &memo{whole: asksArgs(m), effects: map[key]effect{}}
}

// deciding are the directives by whose arguments a way can go elsewhere.
var deciding = []string{"if", "map", "set", "rewrite", "try_files", "error_page", "root", "alias", "index", "auth_request", "auth_basic", "auth_basic_user_file", "split_clients", "geo"}

// handed takes away what only hands arguments on.
var handed = strings.NewReplacer("$is_args$args", "", "?$args", "", "?$query_string", "", "$is_args$query_string", "")

// asksArgs says whether a way can hang on the arguments of a request.
func asksArgs(m *nginx.Model) bool {
	var look func(d *conf.Directive) bool
	look = func(d *conf.Directive) bool {
		if slices.Contains(deciding, d.Name) {
			text := strings.ReplaceAll(handed.Replace(strings.Join(d.Texts(), " ")), "{", "")
			for _, name := range []string{"$arg", "$query_string", "$request_uri", "$is_args"} {
				if strings.Contains(text, name) {
					return true
				}
			}
		}
		return slices.ContainsFunc(d.Block, look)
	}
	return look(m.Config.Main)
}

// of is the key of a hit, or false where headers say more than it holds.
func (m *memo) of(h Hit) (key, bool) {
	if h.Header != nil || h.Answer != nil && h.Answer.Header != nil {
		return key{}, false
	}
	k := key{h.Method, h.Scheme, h.Host, h.Local, h.Client, h.Target, h.Old, h.NoHost, 0, ""}
	if !m.whole {
		k.target, _, _ = strings.Cut(h.Target, "?")
	}
	if h.Answer != nil {
		k.status, k.location = h.Answer.Status, h.Answer.Location
	}
	return k, true
}

func (m *memo) put(k key, e effect) {
	if len(m.effects) >= kept {
		clear(m.effects)
	}
	m.effects[k] = e
}
