package coverage

import "testing"

// A header proves a location when no other place of the configuration can add it.
func TestAHeaderProvesTheLocationThatAloneAddsIt(t *testing.T) {
	for name, c := range map[string]struct {
		more, got string
		proved    bool
	}{
		"alone":                {"", "a", true},
		"another value":        {"", "b", false},
		"the server adds it":   {"add_header X-Where a;", "a", false},
		"an if adds it":        {"location /o { if ($arg_x) { add_header x-where a; } }", "a", false},
		"perhaps another does": {"location /o { add_header X-Where $arg_x; }", "a", false},
	} {
		m := meterOf(t, "http { server { location /x { add_header X-Where a; return 200; } "+c.more+" } }")
		m.Add(Hit{Request: get("h", "/x"), By: "q", Answer: &Answer{Status: 200, Header: map[string][]string{"X-Where": {c.got}}}})
		if got := states(m.Report())["/x"].Certainty; (got == "proved") != c.proved {
			t.Errorf("%s: %s", name, got)
		}
	}
}
