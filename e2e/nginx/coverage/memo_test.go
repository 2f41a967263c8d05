package coverage

import (
	"fmt"
	"testing"
)

// A request that is repeated counts each time, and one whose arguments decide is not taken for another.
func TestWhatIsRememberedCountsAsBefore(t *testing.T) {
	for text, whole := range map[string]bool{
		"http { server { location / { try_files /none /x$is_args$args; return 301 /y$request_uri; } location /x { return 200; } } }": false,
		"http { server { location / { if ($arg_a = 1) { return 200; } rewrite ^ /x last; } location /x { return 200; } } }":          true,
		"http { map $request_uri $to { default 0; } server { location / { return 200; } } }":                                         true,
	} {
		m := meterOf(t, text)
		if m.memo.whole != whole {
			t.Errorf("%s: arguments count: %v", text, m.memo.whole)
		}
	}
	m := meterOf(t, "http { server { location / { if ($arg_a = 1) { return 200; } rewrite ^ /x last; } location /x { return 200; } } }")
	for i := range 100 {
		m.Add(Hit{Request: get("h", fmt.Sprintf("/?a=%d", i%2)), By: "q"})
	}
	got := states(m.Report())
	if got["/"].Hits != 100 || got["/x"].Hits != 50 {
		t.Errorf("%+v", got)
	}
	if n := len(m.memo.effects); n != 2 {
		t.Errorf("%d are remembered", n)
	}
}

func TestTheMemoIsBounded(t *testing.T) {
	m := meterOf(t, "http { server { location / { return 200; } } }")
	for i := range 3 * kept {
		m.Add(Hit{Request: get("h", fmt.Sprintf("/%d", i)), By: "q"})
	}
	if n := len(m.memo.effects); n > kept {
		t.Errorf("%d are remembered", n)
	}
	if got := states(m.Report())["/"]; got.Hits != 3*kept {
		t.Errorf("%+v", got)
	}
}
