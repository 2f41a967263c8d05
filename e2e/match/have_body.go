package match

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/query"
)

// bodyOf is the decoded body of a hop, as questions take it.
func bodyOf(h *httpcheck.Hop) (query.Body, error) {
	if h.DecodeError != nil {
		return query.Body{}, fmt.Errorf("decode the body: %w", h.DecodeError)
	}
	return query.Body{Bytes: h.Body, ContentType: h.Header.Get("Content-Type")}, nil
}

// HaveBody holds when the body's text holds the other text, in whatever encoding it came.
func HaveBody(text string) *Matcher {
	return of(fmt.Sprintf("have a body with %q", text), func(h *httpcheck.Hop) (bool, string, error) {
		b, err := bodyOf(h)
		if err != nil {
			return false, "", err
		}
		is, err := b.Text()
		if err != nil {
			return false, "", err
		}
		return strings.Contains(query.Fold(is), query.Fold(text)), "it is " + show(is), nil
	})
}

// HaveBodySHA256 holds when the decoded body has that digest, in hexadecimal digits.
func HaveBodySHA256(digest string) *Matcher {
	return of("have a body of SHA-256 "+digest, func(h *httpcheck.Hop) (bool, string, error) {
		b, err := bodyOf(h)
		if err != nil {
			return false, "", err
		}
		sum := sha256.Sum256(b.Bytes)
		is := hex.EncodeToString(sum[:])
		return strings.EqualFold(is, digest), fmt.Sprintf("it is %s, of %d bytes", is, len(b.Bytes)), nil
	})
}

// HaveFound holds when the question finds something in the body; with a text, when one of the things found
// is that text. A question that can't be asked makes the check an error.
func HaveFound(kind query.Kind, question string, text ...string) *Matcher {
	words := fmt.Sprintf("have %s %s", kind, question)
	if len(text) == 0 {
		return found(kind, question, words, func(string) bool { return true })
	}
	want := query.Fold(text[0])
	return found(kind, question, fmt.Sprintf("%s = %q", words, text[0]), func(is string) bool { return query.Fold(is) == want })
}

// HaveFoundMatching holds when the regular expression matches one of the things that the question finds.
func HaveFoundMatching(kind query.Kind, question, pattern string) *Matcher {
	re, err := regexp.Compile(pattern)
	words := fmt.Sprintf("have %s %s matching /%s/", kind, question, pattern)
	m := found(kind, question, words, func(is string) bool { return re.MatchString(is) })
	return m.unless(errors.Join(m.err, err))
}

func found(kind query.Kind, question, words string, fits func(string) bool) *Matcher {
	q, compiled := query.Compile(kind, question)
	return of(words, func(h *httpcheck.Hop) (bool, string, error) {
		b, err := bodyOf(h)
		if err != nil {
			return false, "", err
		}
		found, err := q.All(b)
		if err != nil { // such as no JSON: then not even "not found" is true
			return false, "", err
		}
		if len(found) == 0 {
			return false, "nothing is found", nil
		}
		return slices.ContainsFunc(found, fits), "found " + all(found), nil
	}).unless(compiled)
}
