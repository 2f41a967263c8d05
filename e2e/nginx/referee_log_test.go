package nginx_test

import (
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/debuglog"
)

// TestStepsAreThoseOfTheDebugLog reads what a real NGINX wrote of random requests, holds each against what was asked, and
// the steps that the model tells against those that NGINX wrote: each location it used, each move, and each request it
// made beside, in their order. By hand:
// FLEETSPEC_REFEREE_CONFIGS=20 FLEETSPEC_REFEREE_SEED=7 go test -run StepsAreThose ./e2e/nginx
func TestStepsAreThoseOfTheDebugLog(t *testing.T) {
	b := &logReferee{T: t, events: map[string]int{}}
	asked := nginx.Debugged(t, setting("FLEETSPEC_REFEREE_CONFIGS", 4), b.hold)
	t.Logf("%d requests, %d read, %d disagreements (%d without a rule), %d of %d locations proved, %v", asked, b.read, b.wrong, b.without, b.proved, b.sure, b.events)
	for _, kind := range []string{"using configuration", "internal redirect", "using location", "http subrequest"} {
		if b.events[kind] == 0 {
			t.Errorf("NGINX wrote no line %q", kind)
		}
	}
	if b.wrong > 0 || b.without == 0 || b.proved == 0 || 100*b.read < 90*asked {
		t.Errorf("%d of %d disagree, %d without a rule; %d were read, %d locations proved", b.wrong, asked, b.without, b.read, b.proved)
	}
}

// A logReferee holds logs against configurations.
type logReferee struct {
	*testing.T
	events                             map[string]int
	read, wrong, without, sure, proved int
}

// hold reads the log of one configuration.
func (b *logReferee) hold(o nginx.Trial, asked []nginx.Request, log string) {
	all := map[int]debuglog.Request{}
	err := debuglog.Read(strings.NewReader(log), func(r debuglog.Request, err error) {
		n, numbered := strconv.Atoi(r.Header["n"])
		if numbered != nil || r.Local != ":8001" { // it was refused before, or is one that NGINX itself sent to an upstream
			return
		}
		if err != nil {
			b.Errorf("%s: %v", r.Text, err)
		}
		all[n] = r
	})
	if err != nil {
		b.Fatal(err)
	}
	judge := debuglog.NewJudge(o.Model, o.Disk)
	for n, r := range all {
		b.read++
		q := asked[n]
		q.Local, q.Scheme = ":8001", "http"
		for name, value := range q.Header {
			q.Header[name] = strings.TrimSpace(value)
		}
		if !reflect.DeepEqual(q, r.Request) {
			b.Errorf("%+v was asked, and is read as %+v", q, r.Request)
		}
		b.judge(o, judge, r)
	}
}

func (b *logReferee) judge(o nginx.Trial, judge *debuglog.Judge, r debuglog.Request) {
	ways, proved, err := judge.Ways(r)
	if err != nil && !strings.Contains(err.Error(), "which is not known") {
		if b.wrong++; b.wrong <= 3 {
			b.Errorf("%s as %q: %v", r.Text, r.Host, err)
		}
	}
	b.sure += len(nginx.Sure(ways))
	b.proved += len(proved)
	for _, l := range r.Wrote {
		kind, _, _ := strings.Cut(l, `"`)
		kind, _, _ = strings.Cut(kind, ":")
		b.events[strings.TrimSpace(kind)]++
	}
	nginx.WithoutARule(func() {
		if _, _, err := judge.Ways(r); err != nil && !strings.Contains(err.Error(), "which is not known") {
			b.without++
		}
	})
}
