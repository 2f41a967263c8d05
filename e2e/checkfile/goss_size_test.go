package checkfile

import (
	"net/http"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

// answered is an answer that came.
type answered struct{ hop *httpcheck.Hop }

func (answered) String() string { return "GET /" }

func (a answered) Answer() (*httpcheck.Exchange, error) { return a.Failure() }

func (a answered) Failure(...httpcheck.Kind) (*httpcheck.Exchange, error) {
	return &httpcheck.Exchange{Hops: []*httpcheck.Hop{a.hop}}, nil
}

// goss counts the bytes that came; those of the text that they are read as may be more. Its other matchers are of the text.
func TestGossCountsTheBytesThatCame(t *testing.T) {
	page := answered{&httpcheck.Hop{Status: 200, Header: http.Header{"Content-Type": {"text/plain; charset=Shift_JIS"}}, Body: []byte("\x83\x4f\x83\x93\r\n")}}
	for form, want := range map[string]bool{
		"{ have-len: 6 }": true, "{ have-len: 8 }": false, "{ not: { have-len: 6 } }": false, "{ and: [{ have-len: 6 }, { have-prefix: グ }] }": true,
		"[グン]": true, "{ contain-element: { have-len: 6 } }": true, "[ぐん]": false,
	} {
		g, err := gossOf(t, "http: { \"http://a/\": { body: "+form+" } }\n")
		if err != nil {
			t.Fatal(err)
		}
		if holds, err := g.checks[0].entry.matchers[0].Match(page); err != nil || holds != want {
			t.Errorf("%s: %v, %v", form, holds, err)
		}
	}
}
