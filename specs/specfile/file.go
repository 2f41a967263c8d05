package specfile

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/specs/match"
)

var filetypes = []string{"file", "directory", "symlink", "socket", "pipe", "character-device", "block-device"}

// filetype is one of the words for what a path is.
var filetype = kind{shape: single, expects: "a file type", read: func(s strict.Scalar) (string, error) {
	for _, word := range filetypes {
		if s.Text == word {
			return word, nil
		}
	}
	return "", strict.Hinted{Text: "expected a file type, found " + strict.Quote(s.Text), Hint: strict.Suggest(s.Text, filetypes)}
}}

// mode is in octal, with its leading 0 or quoted; as the host tells it, four digits.
var mode = kind{shape: single, expects: "a mode in octal", read: func(s strict.Scalar) (string, error) {
	var m strict.Mode
	if err := m.FromScalar(s); err != nil {
		return "", err
	}
	return fmt.Sprintf("%04o", uint32(m)), nil
}}

var hexDigits = regexp.MustCompile(`^[0-9A-Fa-f]{64}$`)

// digest is a SHA-256 in hexadecimal digits.
var digest = kind{shape: single, expects: "a SHA-256", read: func(s strict.Scalar) (string, error) {
	if !hexDigits.MatchString(s.Text) {
		return "", strict.Hinted{Text: "expected a SHA-256, found " + strict.Quote(s.Text), Hint: "64 hexadecimal digits"}
	}
	return strings.ToLower(s.Text), nil
}}

func haveModeAtMost(m strict.Mode) *match.Matcher {
	return match.HaveModeAtMost(fmt.Sprintf("%04o", uint32(m)))
}

// moment is a time by RFC 3339.
type moment string

// FromScalar reads it.
func (m *moment) FromScalar(s strict.Scalar) error {
	if _, err := time.Parse(time.RFC3339, s.Text); err != nil {
		return strict.Hinted{Text: "expected a time, found " + strict.Quote(s.Text), Hint: "such as 2026-01-31T12:00:00Z"}
	}
	*m = moment(s.Text)
	return nil
}

// Expects is for messages.
func (*moment) Expects() string { return "a time" }

func haveMTime(m moment) *match.Matcher { return match.HaveMTime(string(m)) }

var digits = regexp.MustCompile(`^[0-9]{1,10}$`)

// numbered gives a verb a number where one is written: a uid, not the name "0".
func numbered(verb func(want any) *match.Matcher) func(want any) *match.Matcher {
	return func(want any) *match.Matcher {
		if s, ok := want.(string); ok && digits.MatchString(s) {
			if n, ok := parseNumber(s); ok {
				return verb(int(n.value.Num().Int64()))
			}
		}
		return verb(want)
	}
}
