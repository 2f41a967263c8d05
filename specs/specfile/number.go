package specfile

import (
	"fmt"
	"math/big"
	"regexp"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// number is an exact decimal number: sizes and limits are larger than a float64 tells apart.
type number struct {
	text  string
	value *big.Rat
}

var decimalForm = regexp.MustCompile(`^-?[0-9]{1,40}(\.[0-9]{1,40})?$`)

func parseNumber(text string) (number, bool) {
	if !decimalForm.MatchString(text) {
		return number{}, false
	}
	r, ok := new(big.Rat).SetString(text)
	return number{text, r}, ok
}

// FromScalar reads the number.
func (n *number) FromScalar(s strict.Scalar) error {
	var ok bool
	if *n, ok = parseNumber(s.Text); !ok {
		return strict.Hinted{Text: "expected a number, found " + strict.Quote(s.Text), Hint: "decimal digits only"}
	}
	return nil
}

// Expects is for messages.
func (*number) Expects() string { return "a number" }

// compared makes an expectation of a comparison with n.
func (n number) compared(op string, holds func(order int) bool) *expect {
	return &expect{op + n.text, func(actual any) (bool, error) {
		text, err := textOf(actual)
		if err != nil {
			return false, err
		}
		have, ok := parseNumber(text)
		if !ok {
			return false, fmt.Errorf("%s is no number, so it can't be compared with %s", quote(text), n.text)
		}
		return holds(have.value.Cmp(n.value)), nil
	}}
}

// JSONSchema is a number, or a text of one.
func (*number) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.Pattern(decimalForm.String())
}
