package coverage

import "testing"

// Who asks for a part of a file, or only for what is new, gets another status than 200 from the same location.
func TestAnswersToWhoAsksForAPart(t *testing.T) {
	const text = `http { server { root /srv; location / { } location = /said { return 200; } } }`
	none := map[string]string{}
	for _, c := range []struct {
		target string
		status int
		header map[string]string
		counts bool
	}{
		{"/a.css", 200, none, true},
		{"/a.css", 304, nil, true},
		{"/a.css", 206, nil, true},
		{"/a.css", 416, map[string]string{"range": "bytes=9-"}, true},
		{"/a.css", 304, map[string]string{"if-none-match": "x"}, true},
		{"/a.css", 304, none, false},
		{"/a.css", 500, nil, false},
		{"/said", 304, nil, false},
	} {
		m := meterOf(t, text)
		q := get("h", c.target)
		q.Header = c.header
		m.Add(Hit{Request: q, By: "q", Answer: &Answer{Status: c.status}})
		if r := m.Report(); r.Total.Covered == 1 != c.counts || r.Doubts == 0 != c.counts {
			t.Errorf("%s %d %v: %+v", c.target, c.status, c.header, r)
		}
	}
}

// A connection that is closed without an answer has the status 444 in a log, and no other.
func TestWhatIsClosedHasNoAnswer(t *testing.T) {
	for status, covered := range map[int]int{200: 0, 444: 1, 0: 1} {
		m := meterOf(t, `http { server { location / { return 444; } } }`)
		m.Add(Hit{Request: get("h", "/"), By: "q", Answer: &Answer{Status: status}})
		if r := m.Report(); r.Total.Covered != covered {
			t.Errorf("%d: %+v", status, r)
		}
	}
}
