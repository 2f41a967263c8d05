package fact

import (
	"encoding/json"
	"fmt"
)

// Unknown is the error of every fact that could not be told. Nothing that
// ends in it may ever pass.
type Unknown struct {
	Ask Ask
	// Why reads on after "could not tell": "dpkg-query is missing".
	Why string
}

func (u *Unknown) Error() string {
	if u.Ask == (Ask{}) {
		return "could not tell: " + u.Why
	}
	return fmt.Sprintf("could not tell %s: %s", u.Ask, u.Why)
}

// Value is one column of a row: what is, or why it could not be told. The zero
// Value was never asked for, and so is unknown.
type Value[T any] struct {
	value T
	why   string
	known bool
}

// Known is a column that the host told.
func Known[T any](v T) Value[T] { return Value[T]{value: v, known: true} }

// Cannot is a column that could not be told, and why.
func Cannot[T any](why string) Value[T] { return Value[T]{why: why} }

// Get gives the value, or an *Unknown.
func (v Value[T]) Get() (T, error) {
	if v.known {
		return v.value, nil
	}
	why := v.why
	if why == "" {
		why = "it was not collected"
	}
	return v.value, &Unknown{Why: why}
}

type valueJSON[T any] struct {
	Is      *T     `json:"is,omitempty"`
	Unknown string `json:"unknown,omitempty"`
}

// MarshalJSON gives {"is": v}, {"unknown": why}, or null for what was not collected.
func (v Value[T]) MarshalJSON() ([]byte, error) {
	switch {
	case v.known:
		return json.Marshal(valueJSON[T]{Is: &v.value})
	case v.why == "":
		return []byte("null"), nil
	}
	return json.Marshal(valueJSON[T]{Unknown: v.why})
}

// UnmarshalJSON reads what MarshalJSON wrote. Both or neither of "is" and
// "unknown" is an error.
func (v *Value[T]) UnmarshalJSON(b []byte) error {
	*v = Value[T]{}
	if string(b) == "null" {
		return nil
	}
	var j valueJSON[T]
	if err := strictJSON(b, &j); err != nil {
		return err
	}
	if (j.Is != nil) == (j.Unknown != "") {
		return fmt.Errorf(`read value: want one of "is" and "unknown" in %.80q`, b)
	}
	if j.Is != nil {
		*v = Known(*j.Is)
		return nil
	}
	*v = Cannot[T](j.Unknown)
	return nil
}
