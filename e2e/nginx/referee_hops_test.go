package nginx

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/fixtures/nginx"
)

// TestFollowsAsNGINXDoes puts random configurations with all that moves a request to a real NGINX and to the model. By
// hand: FLEETSPEC_REFEREE_CONFIGS=400 FLEETSPEC_REFEREE_SEED=7 go test -run FollowsAsNGINX ./e2e/nginx
func TestFollowsAsNGINXDoes(t *testing.T) {
	r := newReferee(t)
	wrong := 0
	asked := r.follow(number(t, "FLEETSPEC_REFEREE_CONFIGS", 6), 600, "/dev/null", func(c *conf.Config, text string, questions []Request, answers []nginx.Answer) {
		m := r.model(c)
		proofs := m.Unreachable()
		for i, q := range questions {
			r.reaches(m, q, proofs)
			got, heard := told(m, q, answers[i])
			want := r.heard(answers[i])
			if got == want {
				continue
			}
			if got == undefined {
				r.kinds["undefined"]++
				continue
			}
			if wrong++; wrong <= 3 {
				r.Errorf("%q\nthe model says %s\nNGINX          %s\n%s\n%s", text11(q), got, want, heard, serverText(text, strings.ToLower(q.Host)))
			}
		}
	})
	t.Logf("%d requests, %d disagreements, seed %d, %v", asked, wrong, r.seed, r.kinds)
	if wrong > 0 {
		t.Errorf("%d of %d disagree, seed %d", wrong, asked, r.seed)
	}
}

// TestRefereeSeesARemovedHopRule removes one rule of the model at a time: NGINX must disagree.
func TestRefereeSeesARemovedHopRule(t *testing.T) {
	r := newReferee(t)
	rules := map[string]*bool{"a redirect to a URI runs the server's rewrites again": &dropped.serverRewrite, "ten moves": &dropped.tenth, "one error page": &dropped.oneError,
		"try_files drops the arguments": &dropped.tryArgs, "try_files is lost in if and limit_except": &dropped.tryKept, "no alias after a break": &dropped.brokenAlias,
		"a rewrite opens what is internal": &dropped.rewriteInternal, "limit_except keeps rewrites from running": &dropped.limitRuns, "an alias is cut off what try_files names": &dropped.aliasStrip,
		"a regex that fails empties the groups": &dropped.failedCapture, "the error's status counts": &dropped.override, "groups are escaped in arguments": &dropped.escape}
	wrong := map[string]int{}
	asked := r.follow(number(t, "FLEETSPEC_REFEREE_CONFIGS", 12), 600, "/dev/null", func(c *conf.Config, _ string, questions []Request, answers []nginx.Answer) {
		m := r.model(c)
		for name, rule := range rules {
			*rule = true
			for i, q := range questions {
				if got, _ := told(m, q, answers[i]); got != undefined && got != r.heard(answers[i]) {
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

// reaches holds the proofs against a way: no location that can't be reached stands on it.
func (r *referee) reaches(m *Model, q Request, proofs map[*Location]Proof) {
	ways, err := m.Ways(q, &disk{})
	if err != nil {
		return // told says so
	}
	for _, w := range ways {
		at := map[*Location]bool{w.Entry.Choice.Location: !w.Entry.Choice.Redirect}
		for _, h := range w.Hops {
			at[h.To] = at[h.To] || !h.Redirect
		}
		for l, there := range at {
			if p, proved := proofs[l]; there && proved {
				r.Errorf("%q comes to %s, which can't be reached: %s", text11(q), l, p)
			}
		}
	}
}

// follow makes configurations and requests, and hands them on with what NGINX answered.
func (r *referee) follow(configs, requests int, log string, f func(c *conf.Config, text string, questions []Request, answers []nginx.Answer)) (asked int) {
	if r.client == "" {
		r.serve("error_log /dev/null; events {} http { server { listen 8001; return 200 $remote_addr; } }", nil)
		at := r.maker.addresses[0] + ":8001"
		r.client = r.nginx.Send(r.Context(), []nginx.Request{{To: at, Method: "GET", Text: "GET / HTTP/1.1\r\nHost: x\r\n\r\n"}})[0].Body
	}
	for range configs {
		text := r.maker.hops(8, log)
		c := r.serve(text, served)
		questions := make([]Request, requests)
		sent := make([]nginx.Request, requests)
		for i := range questions {
			questions[i] = r.maker.wanted()
			questions[i].Local, questions[i].Client = r.maker.addresses[0]+":8001", r.client
			if log != "/dev/null" {
				questions[i].Header["n"] = fmt.Sprint(i)
			}
			sent[i] = nginx.Request{To: questions[i].Local, Method: questions[i].Method, Text: text11(questions[i])}
		}
		asked += requests
		answers := r.nginx.Send(r.Context(), sent)
		for i, a := range answers {
			if a.Err != nil { // a crash takes others with it
				answers[i] = r.nginx.Send(r.Context(), sent[i:i+1])[0]
			}
		}
		f(c, text, questions, answers)
	}
	return asked
}

// disk is what the generated configurations serve. It notes what was handed on last.
type disk struct{ last Passed }

func (*disk) File(path string) (Kind, bool) {
	name, ok := strings.CutPrefix(strings.ReplaceAll(path, "//", "/"), "/srv/referee")
	if name == "" {
		return Directory, true
	}
	for at := range served {
		switch {
		case !ok:
		case "/"+at == name:
			return File, true
		case strings.HasPrefix("/"+at, name+"/"):
			return Directory, true
		}
	}
	if path == "/srv" {
		return Directory, true
	}
	return None, true
}

func (d *disk) Upstream(q Passed) (Answer, bool) {
	d.last = q
	_, port, _ := cutLast(strings.TrimPrefix(q.To, "http://"), ":")
	port, _, _ = strings.Cut(port, "/")
	if a := upstreams[port]; a.Status == 0 || strings.HasPrefix(q.URI, "/") && !strings.Contains(q.URI+q.Args, " ") {
		return a, true
	}
	return Answer{Status: 400}, true
}

// serverText is the text of one server of a configuration.
func serverText(text, host string) string {
	i := strings.Index(text, "server_name "+host+" ")
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
		return "closed"
	}
	r.kinds[fmt.Sprint(a.Status)]++
	h := a.Header
	return fmt.Sprintf("%d in %s by %s uri %s %s to %s", a.Status, h.Get("X-L"), h.Get("X-T"), h.Get("X-U"), h.Get("X-M"), h.Get("Location"))
}

// withPassword is the way on which the password is right, or not.
func withPassword(ways []Way, right bool) (Way, []Way) {
	if len(ways) != 2 {
		return ways[0], ways
	}
	for _, w := range ways {
		if w.Why == map[bool]string{true: "the password is right", false: "the password is wrong"}[right] {
			w.Why = ""
			return w, []Way{w}
		}
	}
	return ways[0], ways
}

// told is the model's word, and its reasons. Where the answer tells them, what was handed on and the text of a return
// must be right too.
func told(m *Model, q Request, a nginx.Answer) (string, string) {
	d := &disk{}
	ways, err := m.Explain(q, d)
	if err != nil {
		return err.Error(), ""
	}
	w, ways := withPassword(ways, q.Header["authorization"] == "Basic dTpw")
	var steps strings.Builder
	for _, s := range w.Steps {
		fmt.Fprintln(&steps, "   ", s)
	}
	switch {
	case w.Cut && strings.HasSuffix(w.Why, undefined):
		return undefined, steps.String()
	case w.Closed:
		return "closed", steps.String()
	}
	block := w.Entry.Server.block
	if w.Final != nil {
		block = w.Final.block
	}
	line := fmt.Sprintf("%d in %s by %s uri %s?%s %s to %s", w.Status, tag(block), variableOf(&w, "t").text, strings.TrimLeft(w.URI, " "), w.Args, w.Method, strings.TrimSpace(w.Location))
	switch up, want := strings.TrimSuffix(a.Header.Get("X-Up"), "?"), strings.TrimSuffix(d.last.Method+" "+d.last.URI+query(d.last.Args), "?"); {
	case up != "" && up != want:
		line += fmt.Sprintf(", handing on %q, not %q", want, up)
	case w.Body != "" && q.Method != http.MethodHead && w.Body != a.Body:
		line += fmt.Sprintf(", saying %q, not %q", w.Body, a.Body)
	case len(ways) != 1 || w.Why != "":
		line += fmt.Sprintf(", one of %d ways, if %s", len(ways), w.Why)
	}
	return line, steps.String()
}

// variableOf is what a variable was given on a way.
func variableOf(w *Way, name string) value {
	for _, b := range w.vars {
		if b.variable.name == name {
			return b.value
		}
	}
	return value{}
}
