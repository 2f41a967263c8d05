package nginx

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/nginx"
)

// TestFollowsAsNGINXDoes puts random configurations with all that moves a request to a real NGINX and to the model. By
// hand: FLEETSPEC_REFEREE_CONFIGS=400 FLEETSPEC_REFEREE_SEED=7 go test -run FollowsAsNGINX ./e2e/nginx
func TestFollowsAsNGINXDoes(t *testing.T) {
	r := newReferee(t)
	asked, wrong := r.follow(number(t, "FLEETSPEC_REFEREE_CONFIGS", 8), 400)
	t.Logf("%d requests, %d disagreements, seed %d, %v", asked, wrong, r.seed, r.kinds)
	if wrong > 0 {
		t.Errorf("%d of %d disagree, seed %d", wrong, asked, r.seed)
	}
}

// disk is what the generated configurations serve.
type disk struct{}

func (disk) File(path string) (Kind, bool) {
	path, ok := strings.CutPrefix(strings.ReplaceAll(path, "//", "/"), "/srv/referee/")
	if !ok {
		return None, true
	}
	asDirectory := strings.HasSuffix(path, "/")
	path = strings.TrimSuffix(path, "/")
	for name := range served {
		switch {
		case name == path && !asDirectory:
			return File, true
		case strings.HasPrefix(name, path+"/"):
			return Directory, true
		}
	}
	return None, true
}

func (disk) Upstream(q Passed) (Answer, bool) {
	_, port, _ := cutLast(q.To, ":")
	if a := upstreams[port]; a.Status == 0 || strings.HasPrefix(q.URI, "/") {
		return a, true
	}
	return Answer{Status: 400}, true
}

func (r *referee) follow(configs, requests int) (asked, wrong int) {
	for range configs {
		text := r.maker.hops(8)
		m := r.model(r.serve(text, served))
		questions := make([]Request, requests)
		sent := make([]nginx.Request, requests)
		for i := range questions {
			questions[i] = Request{Method: pick(r.maker, "GET", "GET", "GET", "HEAD", "POST", "DELETE"), Host: fmt.Sprintf("s%d", r.maker.IntN(8)), Client: "172.17.0.1",
				Local: r.maker.addresses[0] + ":8001", Target: pick(r.maker, "/", "/a", "/a/", "/a/b", "/b/", "/b", "/ab", "/t", "/t/", "/t/e/", "/x", "/q", "/f.php", "/zz/y", "/a/c/", "/a/none", "/ab/", "/t/index.php") +
					pick(r.maker, "", "", "?q=1", "?r=2&q=0")}
			sent[i] = wire(questions[i])
		}
		for i, a := range r.nginx.Send(r.Context(), sent) {
			asked++
			got, steps := told(m, questions[i])
			want := r.heard(a)
			if strings.HasPrefix(got, "closed") && a.Err != nil || got == want {
				continue
			}
			wrong++
			if wrong <= 3 {
				r.Errorf("%q\nthe model says %s\nNGINX          %s\n%s\n%s", sent[i].Text, got, want, steps, serverText(text, questions[i].Host))
			}
		}
	}
	return asked, wrong
}

// serverText is the text of one server of a configuration.
func serverText(text, host string) string {
	i := strings.Index(text, "server_name "+host+";")
	if i < 0 {
		return text
	}
	rest := text[i:]
	if end := strings.Index(rest, "\n}\n"); end >= 0 {
		rest = rest[:end]
	}
	return rest
}

// heard puts NGINX's answer into one line.
func (r *referee) heard(a nginx.Answer) string {
	if a.Err != nil {
		r.kinds["closed"]++
		return "closed: " + a.Err.Error()
	}
	r.kinds[fmt.Sprint(a.Status)]++
	h := a.Header
	return fmt.Sprintf("%d in %s by %s uri %s %s to %s", a.Status, h.Get("X-L"), h.Get("X-T"), h.Get("X-U"), h.Get("X-M"), h.Get("Location"))
}

// told is the model's word, and its reasons.
func told(m *Model, q Request) (string, string) {
	ways, err := m.Explain(q, disk{})
	if err != nil {
		return err.Error(), ""
	}
	if len(ways) != 1 {
		return fmt.Sprintf("%d ways: %s", len(ways), ways[0].Why), ""
	}
	w := ways[0]
	var steps strings.Builder
	for _, s := range w.Steps {
		fmt.Fprintln(&steps, "   ", s)
	}
	if w.Closed {
		return "closed", steps.String()
	}
	id := ""
	block := w.Entry.Server.block
	if w.Final != nil {
		block = w.Final.block
	}
	id = tag(block)
	return fmt.Sprintf("%d in %s by %s uri %s?%s %s to %s", w.Status, id, w.variables["t"], w.URI, w.Args, w.Method, w.Location), steps.String()
}
