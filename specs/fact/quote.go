package fact

import (
	"fmt"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// Quote gives s as one word of POSIX sh. A key that came from a host has its
// original bytes again. Quoting fails for NUL, which no word can hold: CheckKey
// refuses it before.
func Quote(s string) string {
	raw := string(hosttext.Bytes(s))
	q, err := syntax.Quote(raw, syntax.LangPOSIX)
	if err != nil {
		// Not printable, or not UTF-8: POSIX has no escape for it inside a word, but
		// single quotes keep every byte but the quote itself and NUL.
		return "'" + strings.ReplaceAll(raw, "'", `'\''`) + "'"
	}
	return q
}

// QuoteAll gives the strings as words with a blank between.
func QuoteAll(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = Quote(w)
	}
	return strings.Join(out, " ")
}

// CheckKey refuses what no table can be asked for: a key with NUL, or a key
// over 4,096 bytes.
func CheckKey(a Ask) error {
	if strings.ContainsRune(a.Key, 0) {
		return fmt.Errorf("ask for %q: a key can't hold NUL", a.Key)
	}
	if len(a.Key) > 4096 {
		return fmt.Errorf("ask for %.40q…: a key has at most 4096 bytes", a.Key)
	}
	k, ok := Of(a.Table)
	if !ok {
		return fmt.Errorf("ask for %s: there is no such table", a)
	}
	return k.CheckAsk(a)
}
