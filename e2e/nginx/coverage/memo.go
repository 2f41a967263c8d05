package coverage

import (
	"slices"
	"strings"
	"sync"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// An effect is what one request does to the counts.
type effect struct {
	sure     map[*nginx.Location]nginx.Visit
	possible []*nginx.Location
	outside  bool
	final    *nginx.Location
	why      string // it counts for nothing; "" else
	open     bool   // knowing what is on disk could tell more
	client   bool   // it hangs on the client's address
}

// client says whether one of the ways hangs on the client's address.
func client(ways []nginx.Way) bool {
	return slices.ContainsFunc(ways, func(w nginx.Way) bool { return w.AskedClient })
}

// A memo keeps the effects of requests that a log repeats. Where the arguments of a request can't change its way they
// are left out of what is compared, and so is the client where no way asked for it. It is emptied when it is full, and
// is safe for concurrent use.
type memo struct {
	whole bool // arguments count

	mu       sync.Mutex
	effects  map[key]effect
	byClient map[key]bool // the client counts; the keys are without it
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
	return &memo{whole: asksArgs(m), effects: map[key]effect{}, byClient: map[key]bool{}}
}

// deciding are the directives by whose arguments a way can go elsewhere.
var deciding = []string{"if", "map", "set", "rewrite", "try_files", "error_page", "root", "alias", "index", "auth_request", "auth_basic", "auth_basic_user_file", "split_clients", "geo"}

// handed takes away what only hands arguments on.
var handed = strings.NewReplacer("$is_args$args", "", "?$args", "", "?$query_string", "", "$is_args$query_string", "")

// asksArgs says whether a way can hang on the arguments of a request.
func asksArgs(m *nginx.Model) bool {
	asks := false
	m.Config.Main.Walk(func(d *conf.Directive) {
		if !slices.Contains(deciding, d.Name) {
			return
		}
		text := strings.ReplaceAll(handed.Replace(strings.Join(d.Texts(), " ")), "{", "")
		for _, name := range []string{"$arg", "$query_string", "$request_uri", "$is_args"} {
			asks = asks || strings.Contains(text, name)
		}
	})
	return asks
}

// of is the key of a hit without its client, or false where headers say more than it holds.
func (m *memo) of(h Hit) (key, bool) {
	if h.Header != nil || h.Answer != nil && h.Answer.Header != nil {
		return key{}, false
	}
	k := key{method: h.Method, scheme: h.Scheme, host: h.Host, local: h.Local, target: h.Target, old: h.Old, none: h.NoHost}
	if !m.whole {
		k.target, _, _ = strings.Cut(h.Target, "?")
	}
	if h.Answer != nil {
		k.status, k.location = h.Answer.Status, h.Answer.Location
	}
	return k, true
}

// recall is what a request did before.
func (m *memo) recall(h Hit) (effect, bool) {
	k, ok := m.of(h)
	if !ok {
		return effect{}, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byClient[k] {
		k.client = h.Client
	}
	e, known := m.effects[k]
	return e, known
}

// keep remembers what a request did.
func (m *memo) keep(h Hit, e effect) {
	k, ok := m.of(h)
	if !ok {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.effects) >= kept {
		clear(m.effects)
		clear(m.byClient)
	}
	if e.client {
		m.byClient[k] = true
		k.client = h.Client
	}
	m.effects[k] = e
}
