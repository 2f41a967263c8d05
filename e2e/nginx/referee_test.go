package nginx

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/fixtures/nginx"
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

// TestChoosesAsNGINXDoes puts random configurations and random requests to a real NGINX and to the model. By hand:
// FLEETSPEC_REFEREE_CONFIGS=400 FLEETSPEC_REFEREE_SEED=7 go test -run ChoosesAsNGINX ./e2e/nginx
func TestChoosesAsNGINXDoes(t *testing.T) {
	r := newReferee(t)
	asked, wrong := r.judge(number(t, "FLEETSPEC_REFEREE_CONFIGS", 8), 400)
	t.Logf("%d requests, %d disagreements, seed %d, %v", asked, wrong, r.seed, r.kinds)
	if wrong > 0 {
		t.Errorf("%d of %d disagree, seed %d", wrong, asked, r.seed)
	}
	for _, kind := range []string{"200", "301", "404 internal", "404 none", "400", "without an address"} {
		if r.kinds[kind] == 0 {
			t.Errorf("no request was answered by %s", kind)
		}
	}
}

// TestRefereeSeesARemovedRule removes one rule of the model at a time: NGINX must disagree.
func TestRefereeSeesARemovedRule(t *testing.T) {
	r := newReferee(t)
	rules := map[string]*bool{"internal is inherited": &without.inherit, "^~ shields its own level only": &without.ownLevel,
		"nested regexes come first": &without.nestedFirst, "an address hides the wildcard": &without.hiding, "the first regex of the file wins": &without.order}
	wrong := map[string]int{}
	asked := 0
	r.each(10, 400, func(c *conf.Config, text string, questions []Request, answers []string) {
		asked += len(questions)
		for name, rule := range rules {
			*rule = true
			m := r.model(c)
			for i, q := range questions {
				if said(m, q) != answers[i] {
					wrong[name]++
				}
			}
			*rule = false
		}
	})
	t.Logf("of %d requests disagree without a rule: %v", asked, wrong)
	for name := range rules {
		if wrong[name] == 0 {
			t.Errorf("without %q nothing disagrees in %d requests, seed %d", name, asked, r.seed)
		}
	}
}

// real is a real NGINX: that of the fixtures, or what stands in its place while the model is worked at.
type real interface {
	Serve(ctx context.Context, files map[string]string) error
	Send(ctx context.Context, requests []nginx.Request) []nginx.Answer
	Shell(ctx context.Context, script string) (string, error)
}

// startReal gives a real NGINX and two addresses of it.
var startReal = func(t *testing.T) (real, [2]string) {
	n := nginx.Start(t)
	return n, n.Addresses
}

type referee struct {
	*testing.T
	nginx  real
	maker  *maker
	seed   uint64
	kinds  map[string]int
	client string // the address that NGINX sees; "" until it was asked
}

func newReferee(t *testing.T) *referee {
	n, addresses := startReal(t)
	seed := uint64(number(t, "FLEETSPEC_REFEREE_SEED", 1))
	return &referee{T: t, nginx: n, seed: seed, kinds: map[string]int{},
		maker: &maker{Rand: rand.New(rand.NewPCG(seed, 0)), addresses: addresses}}
}

// judge puts so many requests to each of so many configurations, and tells of the first disagreements.
func (r *referee) judge(configs, requests int) (asked, wrong int) {
	r.each(configs, requests, func(c *conf.Config, text string, questions []Request, answers []string) {
		m := r.model(c)
		proofs := m.Unreachable()
		for i, q := range questions {
			asked++
			if e, err := m.Enter(q); err == nil && !e.Choice.Redirect && proofs[e.Choice.Location].Text != "" && !unconditionally(e.Server) {
				r.Errorf("%q enters %s, which can't be reached: %s\n%s", wire(q).Text, e.Choice.Location, proofs[e.Choice.Location], text)
			}
			if got := said(m, q); got != answers[i] {
				if wrong++; wrong <= 3 {
					r.Errorf("%q to %s: the model says %s, NGINX %s\n%s", wire(q).Text, q.Local, got, answers[i], text)
				}
			}
			if got, sure := anywhere(m, q); sure && answers[i] != "refused" {
				r.kinds["without an address"]++
				if got != answers[i] {
					r.Errorf("%q to %s: the model says %s whatever the address, NGINX %s\n%s", wire(q).Text, q.Local, got, answers[i], text)
				}
			}
		}
	})
	return asked, wrong
}

// anywhere is what the model says where the address is not known that is dialled, and whether it is sure of it.
func anywhere(m *Model, q Request) (string, bool) {
	q.Local = ":" + q.port()
	e, err := m.Enter(q)
	return said(m, q), err == nil && e.Doubt == ""
}

// unconditionally says whether the server answers before it looks for a location, which Enter does not ask.
func unconditionally(s *Server) bool { return unconditional(s.block) != nil }

// each makes configurations and requests, and hands them on with what NGINX answered.
func (r *referee) each(configs, requests int, f func(c *conf.Config, text string, questions []Request, answers []string)) {
	for range configs {
		text := r.maker.config(8)
		c := r.serve(text, nil)
		questions := make([]Request, requests)
		sent := make([]nginx.Request, requests)
		for i := range questions {
			questions[i] = r.maker.request()
			sent[i] = wire(questions[i])
		}
		answers := make([]string, requests)
		for i, a := range r.nginx.Send(r.Context(), sent) {
			answers[i] = r.answer(a)
		}
		f(c, text, questions, answers)
	}
}

// serve has NGINX serve a configuration with some files, and reads it.
func (r *referee) serve(text string, files map[string]string) *conf.Config {
	all := map[string]string{"nginx.conf": text}
	maps.Copy(all, files)
	if err := r.nginx.Serve(r.Context(), all); err != nil {
		r.Fatalf("%v\n%s", err, text)
	}
	c, err := conf.ReadText("nginx.conf", text)
	if err != nil {
		r.Fatalf("%v\n%s", err, text)
	}
	return c
}

func (r *referee) model(c *conf.Config) *Model {
	m, err := New(c)
	if err != nil {
		r.Fatal(err)
	}
	return m
}

// request is a random one to one of the four addresses.
func (m *maker) request() Request {
	q := Request{Method: pick(m, "GET", "GET", "HEAD", "POST"), Target: m.target(), Host: pick(m, hosts...),
		Local: pick(m, m.addresses[:]...) + ":" + pick(m, "8001", "8002")}
	if m.chance(2) {
		q.Host = pick(m, badHosts...)
	}
	if m.chance(3) {
		q.NoHost, q.Host, q.Old = true, "", m.chance(50)
	}
	return q
}

// wire is the request as it is sent.
func wire(q Request) nginx.Request {
	version := "1.1"
	if q.Old {
		version = "1.0"
	}
	text := q.Method + " " + q.Target + " HTTP/" + version + "\r\n"
	if !q.NoHost {
		text += "Host: " + q.Host + "\r\n"
	}
	if q.Method == http.MethodPost {
		text += "Content-Length: 0\r\n"
	}
	return nginx.Request{To: q.Local, Method: q.Method, Text: text + "\r\n"}
}

// answer puts what NGINX answered into one line, as said does for the model.
func (r *referee) answer(a nginx.Answer) string {
	id := a.Header.Get("X-L")
	switch {
	case a.Err != nil && strings.Contains(a.Err.Error(), "refused"):
		r.kinds["refused"]++
		return "refused"
	case a.Err != nil:
		return a.Err.Error()
	case a.Status == 400:
		r.kinds["400"]++
		return "400"
	case strings.HasPrefix(id, "s"):
		r.kinds["404 none"]++
		return "none of " + id
	case a.Status == 404:
		r.kinds["404 internal"]++
		return "404 internal " + id
	}
	r.kinds[strconv.Itoa(a.Status)]++
	return fmt.Sprintf("%d %s", a.Status, id)
}

// said is the model's word.
func said(m *Model, q Request) string {
	e, err := m.Enter(q)
	switch {
	case err != nil:
		return err.Error()
	case e.Server == nil:
		return "refused"
	case e.Bad != "":
		return "400"
	case e.Choice.Location == nil:
		return "none of " + tag(e.Server.block)
	case e.Choice.Location.Internal:
		return "404 internal " + tag(e.Choice.Location.block)
	case e.Choice.Redirect:
		return "301 " + tag(e.Choice.Location.block)
	}
	return "200 " + tag(e.Choice.Location.block)
}

func tag(block *conf.Directive) string { return block.First("add_header").Args[1].Text }
