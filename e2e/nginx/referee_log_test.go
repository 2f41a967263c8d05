package nginx

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/fixtures/nginx"
)

// debugLog is where NGINX writes all that it does.
const debugLog = "/tmp/fleetspec-debug.log"

// TestStepsAreThoseOfTheDebugLog holds the steps that the model tells against those that NGINX wrote down itself: each
// location it looked up, each move, and each request it made beside, in their order.
func TestStepsAreThoseOfTheDebugLog(t *testing.T) {
	r := newReferee(t)
	wrong, events := 0, map[string]int{}
	asked := r.follow(number(t, "FLEETSPEC_REFEREE_CONFIGS", 4), 400, debugLog+" debug", func(c *conf.Config, text string, questions []Request, _ []nginx.Answer) {
		m := r.model(c)
		written := r.written()
		for i, q := range questions {
			ways, err := m.Explain(q, &disk{})
			if err != nil {
				t.Fatal(err)
			}
			w, _ := withPassword(ways, q.Header["authorization"] == "Basic dTpw")
			if w.Entry.Bad != "" || w.Cut {
				continue // the header that names the request may not have been read
			}
			got, want := steps(m, w), written[i]
			for _, e := range want {
				kind, _, _ := strings.Cut(e, " ")
				events[kind]++
			}
			if slices.Equal(got, want) {
				continue
			}
			if wrong++; wrong <= 3 {
				t.Errorf("%q\nthe model %q\nNGINX     %q\n%s\n%s", text11(q), got, want, fmt.Sprint(w.Steps), serverText(text, strings.ToLower(q.Host)))
			}
		}
	})
	t.Logf("%d requests, %d disagreements, seed %d, %v", asked, wrong, r.seed, events)
	for _, kind := range []string{"location", "redirect", "named", "subrequest"} {
		if events[kind] == 0 {
			t.Errorf("NGINX wrote of no %s", kind)
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d disagree, seed %d", wrong, asked, r.seed)
	}
}

// step tells the events among the steps of a way.
var step = regexp.MustCompile(`(?s)^(?:(location .*) for "|(no location matches) "|\S+ moves it to (".*")$|\S+ sends it to location (@\S+)$|auth_request asks (.*)$|(it is internal), and)`)

// steps are the events that the model tells.
func steps(m *Model, w Way) (all []string) {
	names := map[conf.Position]string{}
	for _, s := range m.Servers {
		s.Each(func(l *Location) {
			names[l.At] = strings.Repeat("=", strings.Count(l.Modifier, "=")) + l.Pattern
		})
	}
	for _, s := range w.Steps {
		switch by := step.FindStringSubmatch(s.Text); {
		case by == nil:
		case by[1] != "":
			all = append(all, "location "+names[s.At])
		case by[2] != "":
			all = append(all, "location ")
		case by[3] != "":
			uri, _ := strconv.Unquote(by[3])
			all = append(all, "redirect "+strings.TrimSuffix(uri, "?"))
		case by[4] != "":
			all = append(all, "named "+by[4])
		case by[5] != "":
			all = append(all, "subrequest "+strings.TrimSuffix(by[5], "?"))
		default: // NGINX refuses it before it writes
			all = all[:len(all)-1]
		}
	}
	return all
}

// line is one of the debug log that tells an event.
var line = regexp.MustCompile(`(?s)^(?:using configuration "(.*)"|internal redirect: "(.*)"|using location: (@\S*) "|http subrequest "(.*)"|http header: "[nN]: (\d+)"|(http request line))`)

// written reads the events of each request by its number, and empties the log.
func (r *referee) written() map[int][]string {
	text, err := r.nginx.Shell(r.Context(), "cat "+debugLog+"; : > "+debugLog)
	if err != nil {
		r.Fatal(err)
	}
	begins := regexp.MustCompile(`(?m)^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[\w+\] \d+#\d+: (?:\*(\d+) )?`)
	at := begins.FindAllStringSubmatchIndex(text, -1)
	all, number := map[int][]string{}, map[string]int{}
	for i, b := range at {
		if b[2] < 0 {
			continue
		}
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		connection, said := text[b[2]:b[3]], strings.TrimSuffix(text[b[1]:end], "\n")
		by := line.FindStringSubmatch(said)
		n, known := number[connection]
		switch {
		case by == nil:
		case by[6] != "":
			delete(number, connection)
		case by[5] != "":
			n, _ := strconv.Atoi(by[5])
			if _, there := all[n]; !there { // else it was handed on to an upstream
				number[connection], all[n] = n, []string{}
			}
		case !known:
		case by[2] != "":
			all[n] = append(all[n], "redirect "+strings.TrimSuffix(by[2], "?"))
		case by[3] != "":
			all[n] = append(all[n], "named "+by[3])
		case by[4] != "":
			all[n] = append(all[n], "subrequest "+strings.TrimSuffix(by[4], "?"))
		default:
			all[n] = append(all[n], "location "+by[1])
		}
	}
	return all
}
