package traffic

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// A harEntry is what is read of an entry.
type harEntry struct {
	Started string `json:"startedDateTime"`
	Cached  any    `json:"_fromCache"` // Chrome's: "disk", "memory"
	Fetched any    `json:"_fetchType"` // Safari's: "Disk Cache", "Network Load" …
	Request *struct {
		Method  string      `json:"method"`
		URL     string      `json:"url"`
		Version string      `json:"httpVersion"`
		Headers []harHeader `json:"headers"`
	} `json:"request"`
	Response *struct {
		Status   int         `json:"status"`
		Headers  []harHeader `json:"headers"`
		Redirect string      `json:"redirectURL"`
		Error    any         `json:"_error"`                   // Chrome's: "net::ERR_BLOCKED_BY_CLIENT"
		Worker   any         `json:"_fetchedViaServiceWorker"` // Chrome's
	} `json:"response"`
}

type harHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// fill makes an entry of what was read.
func (s *harEntry) fill(e *Entry) error {
	e.Started = s.Started
	if s.Request == nil {
		return errors.New("it has no request")
	}
	u, err := url.Parse(s.Request.URL)
	if err != nil || u.Scheme == "" {
		return fmt.Errorf("request.url %q is no URL", s.Request.URL)
	}
	address, _, _ := strings.Cut(s.Request.URL, "#")
	scheme := strings.ToLower(u.Scheme)
	switch scheme {
	case "ws":
		address = "http" + address[len(scheme):]
	case "wss":
		address = "https" + address[len(scheme):]
	case "http", "https":
	default:
		e.Text, e.Unsent = s.Request.Method+" "+scheme+":", "no URL of http or https, but of "+scheme
		return nil
	}
	if u.User != nil { // it is not sent so, and is nobody's business
		_, rest, _ := strings.Cut(address, "@")
		address = address[:strings.Index(address, "://")+3] + rest
	}
	q, err := Parse(s.Request.Method, address, "")
	if err != nil {
		return err
	}
	e.Request, e.Text = q, q.Method+" "+address
	e.Old = strings.EqualFold(s.Request.Version, "HTTP/1.0")
	s.sent(&e.Request)
	s.answered(e)
	e.Unsent = s.unsent(e)
	return nil
}

// sent takes the headers over. Browsers leave cookies and passwords out of what they save, and then it can't be told
// whether there were any: an entry without either has no headers that are known.
func (s *harEntry) sent(q *nginx.Request) {
	whole := false
	header := map[string]string{}
	for _, l := range s.Request.Headers {
		name := strings.ToLower(l.Name)
		switch {
		case name == "host" || name == ":authority":
			q.Host = l.Value
		case name == ":path" && l.Value != "":
			q.Target = l.Value
		case !strings.HasPrefix(name, ":"):
			whole = whole || name == "cookie" || name == "authorization"
			Join(header, name, l.Value)
		}
	}
	if whole {
		q.Header = header
	}
}

func (s *harEntry) answered(e *Entry) {
	if s.Response == nil || s.Response.Status < 100 {
		e.Lost = "no answer came: it was blocked, given up or lost"
		if s.Response != nil {
			if text, ok := s.Response.Error.(string); ok && text != "" {
				e.Lost += " (" + text + ")"
			}
		}
		return
	}
	e.Status, e.Answer, e.Location = s.Response.Status, http.Header{}, s.Response.Redirect
	for _, l := range s.Response.Headers {
		if !strings.HasPrefix(l.Name, ":") {
			e.Answer.Add(l.Name, l.Value)
		}
	}
	if to := e.Answer.Get("Location"); to != "" {
		e.Location = to
	}
}

// unsent says why the entry came to no server. One that was asked whether the cache still holds (304) did.
func (s *harEntry) unsent(e *Entry) string {
	fetched, _ := s.Fetched.(string)
	cached, _ := s.Cached.(string)
	switch {
	case cached != "" || s.Cached == true || fetched == "Memory Cache" || fetched == "Disk Cache":
		return "the browser's cache answered"
	case fetched == "Service Worker" || s.Response != nil && s.Response.Worker == true:
		return "a service worker answered"
	case e.Status == 307 && e.Answer.Get("Non-Authoritative-Reason") != "":
		return "the browser itself redirected it (" + e.Answer.Get("Non-Authoritative-Reason") + ")"
	}
	return ""
}
