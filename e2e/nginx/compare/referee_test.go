package compare

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	fixture "github.com/fleetspec/fleetspec/fixtures/nginx"
	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

func TestMain(m *testing.M) { os.Exit(phpweb.Main(m)) }

// number is an environment variable of the tests, or what is meant without it.
func number(t *testing.T, name string, without int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return without
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// served are the files that both have.
var served = map[string]string{"www/a/index.html": "a", "www/b": "b", "www/f.html": "f", "www/f/404": "none", "www/x/f.html": "x", "alt/a": "other a", "alt/b/f.html": "other b", "alt/f/404": "nothing", "alt/c.php": "c"}

// disk knows them.
type disk struct{}

func (disk) File(path string) (nginx.Kind, bool) {
	name, ok := strings.CutPrefix(strings.ReplaceAll(path, "//", "/"), "/srv/referee/")
	for at := range served {
		switch {
		case ok && at == name:
			return nginx.File, true
		case ok && strings.HasPrefix(at, name+"/"), path == "/srv/referee":
			return nginx.Directory, true
		}
	}
	return nginx.None, true
}

func (disk) Upstream(nginx.Passed) (nginx.Answer, bool) { return nginx.Answer{}, false }

// madeModel is the model of a made configuration; nil where NGINX would refuse it.
func madeModel(t testing.TB, text string) *nginx.Model {
	c, err := conf.ReadText("/srv/referee/nginx.conf", text)
	if err != nil {
		return nil
	}
	m, err := nginx.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// heard is what an answer tells: what a person sees, that with what the configuration adds and the block that answered,
// and all blocks on the way.
func heard(a fixture.Answer) (seen, said, way string) {
	if a.Err != nil {
		return "closed", "closed", "closed"
	}
	get := a.Header.Get
	seen = fmt.Sprintf("%d to %q saying %q, up %q", a.Status, get("Location"), a.Body, get("X-Up"))
	said = fmt.Sprintf("%s in %s, headers %q %q %q %q", seen, get("X-L"), a.Header["X-V"], a.Header["X-M"], get("Cache-Control"), get("Content-Type"))
	return seen, said, said + " by " + get("X-T") + " uri " + get("X-U")
}

func sentAs(q nginx.Request, to string) fixture.Request {
	text := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\n", q.Method, q.Target, q.Host)
	body := 0
	for name, v := range q.Header {
		text += http.CanonicalHeaderKey(name) + ": " + v + "\r\n"
		body, _ = strconv.Atoi(v)
	}
	return fixture.Request{To: to + ":8001", Method: q.Method, Text: text + "\r\n" + strings.Repeat("b", body)}
}

// TestNGINXAnswersAlikeWhatIsToldTheSame puts requests to two real NGINX with configurations that differ by a few changes:
// what is told to be the same is answered the same, what is told to be answered otherwise is, and what is told to go to
// another location goes another way. By hand: FLEETSPEC_COMPARE_PAIRS=200 FLEETSPEC_REFEREE_SEED=7 go test -run
// NGINXAnswersAlike ./e2e/nginx/compare
func TestNGINXAnswersAlikeWhatIsToldTheSame(t *testing.T) {
	old, now := fixture.Start(t), fixture.Start(t)
	seed := uint64(number(t, "FLEETSPEC_REFEREE_SEED", 1))
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 0))}
	pairs, requests := number(t, "FLEETSPEC_COMPARE_PAIRS", 12), 250
	counts := map[Class]int{}
	wrong, differ := 0, 0
	for done := 0; done < pairs; {
		a := m.config()
		b := a.copied()
		for range 1 + m.IntN(4) {
			m.change(b)
		}
		x, y := a.text(true), b.text(true)
		olds, news := madeModel(t, a.text(false)), madeModel(t, b.text(false))
		if olds == nil || news == nil {
			continue
		}
		done++
		serve(t, old, x)
		serve(t, now, y)
		asked := make([]nginx.Request, requests)
		sent, there := make([]fixture.Request, requests), make([]fixture.Request, requests)
		for i := range asked {
			asked[i] = m.request()
			sent[i], there[i] = sentAs(asked[i], old.Addresses[0]), sentAs(asked[i], now.Addresses[0])
		}
		was, is := old.Send(t.Context(), sent), now.Send(t.Context(), there)
		c := New(olds, news, disk{}, disk{})
		for i, q := range asked {
			v := c.Judge(q, 0)
			counts[v.Class]++
			seenOld, saidOld, wayOld := heard(was[i])
			seenNew, saidNew, wayNew := heard(is[i])
			if wayOld != wayNew {
				differ++
			}
			if q.Method == http.MethodHead || source(v.old.ending) != source(v.new.ending) {
				seenOld += " before" // a text that can't be seen, or that is also what a file or an upstream says
			}
			if bad := contradicted(v, seenOld == seenNew, saidOld == saidNew, wayOld == wayNew); bad != "" {
				if wrong++; wrong <= 3 {
					t.Errorf("%s %s %s is told %s (%s), but %s\nold %s | %s\nnew %s | %s\n%v\n%s", q.Method, q.Host, q.Target, v.Class, v.Why, bad, wayOld, v.old.ending, wayNew, v.new.ending, v.Differences, unified(x, y))
				}
			}
		}
	}
	t.Logf("%d requests to %d pairs, %d wrong, %d answered otherwise, seed %d, %v", pairs*requests, pairs, wrong, differ, seed, counts)
	for _, class := range []Class{Outcome, Location, Block, Same} {
		if counts[class] == 0 {
			t.Errorf("nothing is %s", class)
		}
	}
	if wrong > 0 {
		t.Errorf("%d wrong, seed %d", wrong, seed)
	}
}

// source is where an answer comes from by how a way ends.
func source(ending string) string {
	for _, from := range []string{"with the file", "hands it on"} {
		if strings.Contains(ending, from) {
			return from
		}
	}
	return ""
}

// contradicted says how NGINX contradicts a verdict.
func contradicted(v Verdict, alike, said, sameWay bool) string {
	switch {
	case v.Class == Same && !said:
		return "NGINX says something else"
	case v.Class == Outcome && alike && v.Why == "":
		return "NGINX answers alike"
	case v.Class == Location && sameWay && (v.old.final.key != v.new.final.key || !silent(v.old.entered) && !silent(v.new.entered)):
		return "NGINX goes the same way"
	}
	return ""
}

// silent says whether a block may not tell that a request came in by it: its set does not run where it refuses.
func silent(p *place) bool {
	return p.location != nil && (p.location.Internal || p.block.First("limit_except") != nil)
}

func serve(t *testing.T, n *fixture.NGINX, text string) {
	t.Helper()
	files := map[string]string{"nginx.conf": text}
	for name, body := range served {
		files[name] = body
	}
	if err := n.Serve(t.Context(), files); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

// unified are the lines that two texts have not in common.
func unified(a, b string) string {
	var out strings.Builder
	for _, l := range differences(map[string][]line{"": linesOf(a)}, map[string][]line{"": linesOf(b)}) {
		for _, o := range l.Old {
			fmt.Fprintf(&out, "- %d %s\n", o.Line, o.Text)
		}
		for _, n := range l.New {
			fmt.Fprintf(&out, "+ %d %s\n", n.Line, n.Text)
		}
	}
	return out.String() + a
}

func linesOf(text string) []line {
	var all []line
	for i, l := range strings.Split(text, "\n") {
		all = append(all, line{text: l, at: conf.Position{Line: i + 1}})
	}
	return all
}

// One configuration changes nothing, whatever is not known of files and clients.
func TestAConfigurationIsTheSameAsItself(t *testing.T) {
	seed := uint64(number(t, "FLEETSPEC_REFEREE_SEED", 1))
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 1))}
	asked, several := 0, 0
	for range 60 {
		text := m.config().text(false)
		olds := madeModel(t, text)
		if olds == nil {
			continue
		}
		c := New(olds, madeModel(t, text), nil, nil)
		for range 100 {
			q := m.request()
			if m.IntN(2) == 0 {
				q.Client, q.Header = "", nil
			}
			asked++
			v := c.Judge(q, 0)
			if v.Class != Same {
				t.Fatalf("%s %s %s is %s: %s, seed %d\n%s", q.Method, q.Host, q.Target, v.Class, v.Why, seed, text)
			}
			if !v.old.sure {
				several++
			}
		}
	}
	t.Logf("%d requests, of %d not all is known, seed %d", asked, several, seed)
	if asked < 3000 || several < asked/20 {
		t.Errorf("%d requests, %d with several ways: too few to say", asked, several)
	}
}
