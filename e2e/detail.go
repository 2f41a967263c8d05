package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/query"
)

// shownBody is how much of a body a failure shows, in bytes.
const shownBody = 2 << 10

// detail says what came, for the report of a failure: each hop with the address that answered, the last
// answer's headers, how its body begins, and what the error logs of the endpoint's targets gained meanwhile. No
// secret is in it.
func (x *exchange) detail() string {
	if x.came == nil || len(x.came.Hops) == 0 {
		return ""
	}
	var b strings.Builder
	for i, h := range x.came.Hops {
		if f := x.came.Error; i == len(x.came.Hops)-1 && f != nil && f.Phase == "" && h.Status == 0 {
			fmt.Fprintf(&b, "%s %s: not sent\n", h.Method, h.URL)
			continue
		}
		b.WriteString(hopLine(h) + "\n")
	}
	if last := x.came.Last(); last.Status > 0 {
		b.WriteString(headerLines(last) + bodyLines(last))
	}
	for _, l := range x.endpoint.logs {
		b.WriteString(l.lines(x.came))
	}
	return strings.TrimRight(x.conceal(b.String()), "\n")
}

// hopLine is one request, and who answered what.
func hopLine(h *httpcheck.Hop) string {
	line := h.Method + " " + h.URL + ": "
	if h.Status == 0 {
		line += "no answer"
	} else {
		line += fmt.Sprintf("%d %s, %s after %s", h.Status, http.StatusText(h.Status), h.Proto, h.Times.Answer.Round(100*time.Microsecond))
	}
	if h.Location != "" {
		line += ", to " + h.Location
	}
	switch {
	case h.Remote != "" && h.Proxied():
		line += ", by the proxy " + h.Remote
	case h.Remote != "":
		line += ", by " + h.Remote
	}
	return line
}

// headerLines are the headers of an answer. A cookie's value is nobody's business but the client's.
func headerLines(h *httpcheck.Hop) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(h.Header)) {
		if name == "Set-Cookie" {
			continue
		}
		for _, value := range h.Header[name] {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	for _, raw := range h.SetCookies {
		name, rest, _ := strings.Cut(raw, "=")
		_, attributes, more := strings.Cut(rest, ";")
		if more {
			attributes = ";" + attributes
		}
		fmt.Fprintf(&b, "Set-Cookie: %s=***%s\n", name, attributes)
	}
	return b.String()
}

// bodyLines are how a body begins, after what there is to say of it.
func bodyLines(h *httpcheck.Hop) string {
	size := fmt.Sprintf("body: %d bytes", len(h.Body))
	if len(h.Encodings) > 0 {
		size += fmt.Sprintf(", %d as they came (%s)", len(h.Raw), strings.Join(h.Encodings, ", "))
	}
	if h.Unproven != nil {
		size += " (" + h.Unproven.Error() + ")"
	}
	if h.DecodeError != nil {
		return size + ", not decoded: " + h.DecodeError.Error() + "\n"
	}
	text, err := query.Body{Bytes: h.Body, ContentType: h.Header.Get("Content-Type")}.Text()
	if err != nil || strings.ContainsRune(text, 0) || !utf8.ValidString(text) {
		return size + " that are no text\n"
	}
	if text == "" {
		return size + "\n"
	}
	if len(text) > shownBody {
		at := shownBody
		for !utf8.RuneStart(text[at]) {
			at--
		}
		size += fmt.Sprintf(", the first %d of its text", at)
		text = text[:at]
	}
	return size + "\n  " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n  ") + "\n"
}
