package conf

import (
	"errors"
	"fmt"
)

// An Error is one thing NGINX would refuse, and where. Reads give one, or several joined by [errors.Join].
type Error struct {
	At   Position
	Text string
}

func (e *Error) Error() string { return e.At.String() + ": " + e.Text }

func refuse(at Position, format string, args ...any) error {
	return &Error{At: at, Text: fmt.Sprintf(format, args...)}
}

// Errors are the single errors in what a read gave.
func Errors(err error) []*Error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*Error
		for _, one := range many.Unwrap() {
			all = append(all, Errors(one)...)
		}
		return all
	}
	if one, ok := errors.AsType[*Error](err); ok {
		return []*Error{one}
	}
	return nil
}
