package match

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/query"
)

// bodyOf is the decoded body of a hop, as questions take it.
func bodyOf(h *httpcheck.Hop) (query.Body, error) {
	if h.Unproven != nil {
		return query.Body{}, h.Unproven
	}
	if h.DecodeError != nil {
		return query.Body{}, fmt.Errorf("decode the body: %w", h.DecodeError)
	}
	return query.Body{Bytes: h.Body, ContentType: h.Header.Get("Content-Type")}, nil
}

// ofBody makes a matcher of the decoded body.
func ofBody(words string, judge func(query.Body) (bool, string, error)) *Matcher {
	return of(words, func(h *httpcheck.Hop) (bool, string, error) {
		b, err := bodyOf(h)
		if err != nil {
			return false, "", err
		}
		return judge(b)
	})
}

var _ = register(Verb{Name: "HaveBody", Examples: func() []*Matcher {
	return []*Matcher{HaveBody("ok"), HaveBody("no such text")}
}})

// HaveBody holds when the body's text holds the other text, in whatever encoding it came.
func HaveBody(text string) *Matcher {
	m := ofBody(fmt.Sprintf("have a body with %q", text), func(b query.Body) (bool, string, error) {
		is, err := b.Read()
		if err != nil {
			return false, "", err
		}
		holds, err := is.Holds(text)
		return holds, "it is " + show(is.Text), err
	})
	if text == "" {
		return m.unless(errors.New("have a body: every body holds the empty text: give a text, or a length"))
	}
	return m
}

var _ = register(Verb{Name: "HaveBodyMatching", Examples: func() []*Matcher {
	return []*Matcher{HaveBodyMatching("^ok"), HaveBodyMatching("no such [t]ext")}
}})

// HaveBodyMatching holds when the regular expression matches somewhere in the body's text.
func HaveBodyMatching(pattern string) *Matcher {
	re, compiled := regexp.Compile(pattern)
	return ofBody(fmt.Sprintf("have a body matching /%s/", pattern), func(b query.Body) (bool, string, error) {
		is, err := b.Read()
		if err != nil {
			return false, "", err
		}
		holds, err := is.Finds(re)
		return holds, "it is " + show(is.Text), err
	}).unless(compiled)
}

var digest = regexp.MustCompile(`^[0-9a-fA-F]{64}$`)

var _ = register(Verb{Name: "HaveBodySHA256", Examples: func() []*Matcher {
	return []*Matcher{HaveBodySHA256(strings.Repeat("0", 64)), HaveBodySHA256("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")}
}})

// HaveBodySHA256 holds when the decoded body has that digest, in 64 hexadecimal digits.
func HaveBodySHA256(want string) *Matcher {
	m := ofBody("have a body of SHA-256 "+want, func(b query.Body) (bool, string, error) {
		sum := sha256.Sum256(b.Bytes)
		is := hex.EncodeToString(sum[:])
		return strings.EqualFold(is, want), fmt.Sprintf("it is %s, of %d bytes", is, len(b.Bytes)), nil
	})
	if !digest.MatchString(want) {
		return m.unless(fmt.Errorf("have a body of SHA-256 %q: expected 64 hexadecimal digits", want))
	}
	return m
}

var _ = register(Verb{Name: "HaveBodyLength", Examples: func() []*Matcher {
	return []*Matcher{HaveBodyLength("0"), HaveBodyLength("> 0"), HaveBodyLength("< 1MB")}
}})

// HaveBodyLength holds when the decoded body is so long: "120" bytes, "< 10KB".
func HaveBodyLength(length string) *Matcher {
	c, err := compare(sizes, length)
	return ofBody("have a body of "+c.text+" bytes", func(b query.Body) (bool, string, error) {
		return c.count(len(b.Bytes)), fmt.Sprintf("it has %d", len(b.Bytes)), nil
	}).unless(err)
}
