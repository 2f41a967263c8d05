package conf_test

import (
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// The number of mutants and the seed can be given by hand.
const (
	mutants    = "FLEETSPEC_MUTANTS"
	mutantSeed = "FLEETSPEC_MUTANT_SEED"
)

// setting is a number of the environment, or the standard.
func setting(t *testing.T, name string, standard int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return standard
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Configurations that are changed at random are refused by NGINX exactly when they are refused here.
func TestMutantsAreJudgedAsNGINXDoes(t *testing.T) {
	seed := setting(t, mutantSeed, 1)
	m := newMutator(t, uint64(seed))
	judgeMany(t, seed, m.mutant, m.difference)
}

// judgeMany puts random configurations to NGINX and to the package. show is how one that they disagree on is told.
func judgeMany(t *testing.T, seed int, make func() map[string]string, show func(map[string]string) string) {
	t.Helper()
	count := setting(t, mutants, 300)
	ask := newReferee(t)
	refused, skipped, wrong := 0, 0, 0
	for done := 0; done < count; {
		var configs []map[string]string
		for range min(500, count-done) {
			configs = append(configs, make())
		}
		for i, v := range ask(t, configs) {
			if ofMachine(v) {
				skipped++
				continue
			}
			if !v.OK {
				refused++
			}
			if err := ours(configs[i]); (err == nil) != v.OK {
				wrong++
				t.Errorf("NGINX says %q, we say %v, of\n%s", says(v), err, show(configs[i]))
			}
		}
		done += len(configs)
	}
	t.Logf("seed %d: %d configurations, %d refused, %d left out for what the machine lacks, %d disagreements", seed, count, refused, skipped, wrong)
	if skipped > count/4 || refused < count/10 || refused > count-count/10 {
		t.Errorf("%d of %d left out, %d refused: they try too little", skipped, count, refused)
	}
}

// A mutator makes mutants of configurations that NGINX accepts.
type mutator struct {
	*rand.Rand
	seeds []map[string]string
	large []map[string]string // those of applications among them
	words []string            // of all seeds
	lines []string            // statements of all seeds
	names []string            // of directives
}

func newMutator(t *testing.T, seed uint64) *mutator {
	m := &mutator{Rand: rand.New(rand.NewPCG(seed, 7)), names: conf.DirectiveNames()}
	apps := applications(t)
	for _, name := range slices.Sorted(maps.Keys(apps)) {
		if name != "redirects" {
			m.large = append(m.large, apps[name])
		}
	}
	m.large = append(m.large, map[string]string{"nginx.conf": redirects(20)})
	m.seeds = slices.Clone(m.large)
	for _, table := range [][]snippet{locationRows(), variableRows(), rewriteRows(), serverRows(), upstreamRows(), mapRows(), directiveRows()} {
		for _, s := range table {
			if s.ok && len(s.text) < 1000 {
				m.seeds = append(m.seeds, s.files())
			}
		}
	}
	for _, files := range m.seeds {
		for _, text := range files {
			m.words = append(m.words, tokens(text)...)
			m.lines = append(m.lines, statement.FindAllString(text, -1)...)
		}
	}
	slices.Sort(m.words)
	slices.Sort(m.lines)
	return m
}

var (
	token     = regexp.MustCompile(`"[^"\n]*"|'[^'\n]*'|#[^\n]*|[^\s;{}]+|[;{}]|\s+`)
	statement = regexp.MustCompile(`[a-z_0-9]+( [^;{}\n]*)?;`)
)

func tokens(text string) []string { return token.FindAllString(text, -1) }

func pick[T any](m *mutator, from []T) T { return from[m.IntN(len(from))] }

// mutant is a configuration with one or a few changes.
func (m *mutator) mutant() map[string]string {
	files := maps.Clone(pick(m, m.seeds))
	if m.IntN(2) == 0 {
		files = maps.Clone(pick(m, m.large))
	}
	for range 1 + m.IntN(4)/3 {
		name := pick(m, slices.Sorted(maps.Keys(files)))
		files[name] = m.change(files[name])
	}
	return files
}

const signs = "{};\"'\\$#~=^ "

// change makes one change of a text.
func (m *mutator) change(text string) string {
	all := tokens(text)
	if len(all) == 0 {
		return text
	}
	at := m.IntN(len(all))
	switch m.IntN(16) {
	case 0: // delete
		all = slices.Delete(all, at, at+1)
	case 1: // duplicate
		all = slices.Insert(all, at, all[at], " ")
	case 2: // swap
		other := m.IntN(len(all))
		all[at], all[other] = all[other], all[at]
	case 3: // swap neighbours
		if at+2 < len(all) {
			all[at], all[at+2] = all[at+2], all[at]
		}
	case 4: // a word of elsewhere
		all[at] = pick(m, m.words)
	case 5: // another word
		all = slices.Insert(all, at, " ", pick(m, m.words), " ")
	case 6, 7: // a statement of elsewhere, behind another
		all = behind(all, at, pick(m, m.lines))
	case 13, 14: // a statement of this text once more, at once or elsewhere
		if found := statement.FindAllStringIndex(text, -1); found != nil {
			s := pick(m, found)
			if m.IntN(2) == 0 {
				return text[:s[1]] + " " + text[s[0]:s[1]] + text[s[1]:]
			}
			all = behind(all, at, text[s[0]:s[1]])
		}
	case 15: // a word of a statement becomes one of another
		if found := statement.FindAllString(text, -1); found != nil {
			all[at] = pick(m, tokens(pick(m, found)))
		}
	case 10, 11, 12: // any directive with any words
		all = behind(all, at, m.directive())
	case 8: // a sign
		i := m.IntN(len(text) + 1)
		return text[:i] + string(signs[m.IntN(len(signs))]) + text[i:]
	case 9: // a byte less
		i := m.IntN(len(text))
		return text[:i] + text[i+1:]
	}
	return strings.Join(all, "")
}

// behind puts a statement behind the first end of one after a place.
func behind(all []string, at int, text string) []string {
	for i := range all {
		if k := (at + i) % len(all); strings.Contains(";{}", all[k]) {
			return slices.Insert(all, k+1, " ", text, " ")
		}
	}
	return all
}

// values are words that many directives take.
var values = strings.Fields(`on off 1 2 0 10 100 4k 16k 1m 10s 1h 500ms 30d any all /x a b $host $uri $nosuch 127.0.0.1 127.0.0.1:80 10.0.0.0/8 http://127.0.0.1 unix:/x
	zone=a zone=a:1m max=10 =404 ~a ~* ^ "" always default none GET X-A text/html auto error 404 500 @x "a b" %s .* ( $1 $ shared:s:1m levels=1 keys_zone=k:1m -1 1y utf-8 TLSv1.2 http_500
	user:rw consistent two epoll combined timed include`)

// directive is a directive of NGINX with words that may suit it.
func (m *mutator) directive() string {
	text := pick(m, m.names)
	for range m.IntN(4) {
		text += " " + pick(m, values)
	}
	return text + pick(m, []string{";", ";", ";", ";", ";", ";", ";", " {}"})
}

// difference is where a mutant differs from the seed that is most like it: a few lines around.
func (m *mutator) difference(files map[string]string) string {
	if len(files["nginx.conf"]) < 600 {
		return files["nginx.conf"]
	}
	for _, seed := range m.seeds {
		for name, text := range files {
			if before := seed[name]; before != text && len(before) > 20 && strings.HasPrefix(text, before[:20]) {
				i := 0
				for i < min(len(before), len(text)) && before[i] == text[i] {
					i++
				}
				return name + ": …" + text[max(0, i-150):min(len(text), i+250)] + "…"
			}
		}
	}
	return "?"
}
