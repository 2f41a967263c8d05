package conf_test

import (
	"strings"
	"testing"
)

// A snippet is a piece of configuration and NGINX's verdict on it.
type snippet struct {
	rule string
	in   string // where it stands: "server", "http", "main", "location", or "file" for a whole file
	text string
	ok   bool
	with map[string]string // further files
}

// around are the blocks that a snippet stands in.
var around = map[string]string{
	"file": "%s", "main": "events {}\n%s\n", "http": "events {}\nhttp {\n%s\n}\n", "server": "events {}\nhttp { server { listen 127.0.0.1:18999;\n%s\n} }\n",
	"location": "events {}\nhttp { server { listen 127.0.0.1:18999; location / {\n%s\n} } }\n",
	"upstream": "events {}\nhttp { upstream u {\n%s\n} }\n",
}

func (s snippet) files() map[string]string {
	files := map[string]string{"nginx.conf": strings.Replace(around[s.in], "%s", s.text, 1)}
	for name, text := range s.with {
		files[name] = text
	}
	return files
}

// rows makes snippets of texts of one verdict.
func rows(rule, in string, ok bool, texts ...string) []snippet {
	var all []snippet
	for _, text := range texts {
		all = append(all, snippet{rule: rule, in: in, text: text, ok: ok})
	}
	return all
}

// NGINX and the package accept and refuse the same, and as the tables say.
func TestVerdictsAreNGINXs(t *testing.T) {
	ask := newReferee(t)
	var all []snippet
	for _, table := range [][]snippet{wordRows(), locationRows(), variableRows(), rewriteRows(), serverRows(), upstreamRows(), mapRows(), includeRows(),
		directiveRows(), foundRows()} {
		all = append(all, table...)
	}
	if len(all) < 203 {
		t.Errorf("only %d snippets", len(all))
	}
	var configs []map[string]string
	for _, s := range all {
		configs = append(configs, s.files())
	}
	for i, v := range ask(t, configs) {
		s, err := all[i], ours(configs[i])
		if v.OK != s.ok {
			t.Errorf("%s: %s %q: NGINX says %v, the table %v: %s", s.rule, s.in, s.text, v.OK, s.ok, says(v))
		}
		if (err == nil) != v.OK {
			t.Errorf("%s: %s %q: NGINX says %q, we say %v", s.rule, s.in, s.text, says(v), err)
		}
	}
}

// A refusal names the place of what is wrong.
func TestRefusalsNameThePlace(t *testing.T) {
	for _, table := range [][]snippet{locationRows(), variableRows(), rewriteRows(), serverRows(), upstreamRows(), mapRows(), directiveRows()} {
		for _, s := range table {
			if err := ours(s.files()); !s.ok && (err == nil || !strings.HasPrefix(err.Error(), "nginx.conf:") || strings.HasPrefix(err.Error(), "nginx.conf:1:1:")) {
				t.Errorf("%s: %q: %v", s.rule, s.text, err)
			}
		}
	}
}

var long = strings.Repeat("x", 4100)
