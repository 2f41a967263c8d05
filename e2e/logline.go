package e2e

import (
	"regexp"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

// logLine is one message of an error log, with the lines that go on with it.
type logLine struct {
	path, text string
	// at is when it was written, by the target's clock and in its zone; zero when it does not say.
	at time.Time
	// utc tells that at is in UTC.
	utc bool
	// request is "METHOD TARGET" when NGINX says of which it is.
	request string
}

// The times at the head of a message: NGINX's, and those of PHP-FPM and PHP, with a zone when the message is PHP's.
const (
	nginxTime = "2006/01/02 15:04:05"
	phpTime   = "02-Jan-2006 15:04:05"
)

var (
	nginxHead    = regexp.MustCompile(`^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d `)
	phpHead      = regexp.MustCompile(`^\[(\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d)(\.\d+)?( [A-Za-z/_+:0-9-]+)?\] `)
	nginxRequest = regexp.MustCompile(`, request: "([A-Z]+ \S+)(?: HTTP/[0-9.]+)?"`)
)

// linesOf reads the messages of a log.
func linesOf(path, text string) []logLine {
	var out []logLine
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		l := logLine{path: path, text: line}
		switch head := phpHead.FindStringSubmatch(line); {
		case line == "":
			continue
		case nginxHead.MatchString(line):
			l.at, _ = time.Parse(nginxTime, line[:len(nginxTime)])
			if m := nginxRequest.FindStringSubmatch(line); m != nil {
				l.request = m[1]
			}
		case head != nil:
			l.at, l.utc = phpAt(head[1], strings.TrimSpace(head[3]))
		case len(out) > 0: // such as a trace
			out[len(out)-1].text += "\n    " + line
			continue
		}
		out = append(out, l)
	}
	return out
}

// phpAt reads a time of PHP. In a zone that is not known here it is none.
func phpAt(text, zone string) (at time.Time, utc bool) {
	at, err := time.Parse(phpTime, text)
	if err != nil || zone == "" {
		return at, false
	}
	place, err := time.LoadLocation(zone)
	if err != nil {
		return time.Time{}, false
	}
	at, _ = time.ParseInLocation(phpTime, text, place)
	return at.UTC(), true
}

// slack is by how much the clocks may be read wrongly: a log's time has whole seconds, and reading the clock takes a while.
const slack = 2 * time.Second

// of tells whether the message may be of an exchange: NGINX names the request; else its time is within that of a hop. ahead
// is what the target's clock shows less ours.
func (l logLine) of(x *httpcheck.Exchange, ahead time.Duration) bool {
	for _, h := range x.Hops {
		from, to := h.Times.Start.UTC(), h.Times.Start.Add(h.Times.Whole).UTC()
		if !l.utc {
			from, to = from.Add(ahead), to.Add(ahead)
		}
		meanwhile := l.at.IsZero() || !l.at.Before(from.Add(-slack)) && !l.at.After(to.Add(slack))
		if meanwhile && (l.request == "" || l.request == h.Method+" "+h.Target) {
			return true
		}
	}
	return false
}
