package strict

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

const (
	// maxPrinted is how many problems Errors prints; the rest is counted.
	maxPrinted = 50
	// maxQuoted is how many runes of a file's text a message repeats.
	maxQuoted = 60
	maxPath   = 120
)

// Pos is a place in a file. Line and Column start at 1; Column counts runes.
type Pos struct {
	File         string
	Line, Column int
}

func (p Pos) String() string {
	if p.Line == 0 {
		return hosttext.Visible(p.File)
	}
	return fmt.Sprintf("%s:%d:%d", hosttext.Visible(p.File), p.Line, p.Column)
}

// Problem is one thing that is wrong in a file.
type Problem struct {
	Pos Pos
	// Path is where in the tree: "service.nginx.enabled"; keys as written.
	Path string
	// Text says what is wrong.
	Text string
	// Hint is the mend, or "".
	Hint string
}

func (p Problem) Error() string {
	var out strings.Builder
	out.WriteString(p.Pos.String())
	if p.Path != "" {
		out.WriteString(": " + hosttext.Visible(cut(p.Path, maxPath)))
	}
	out.WriteString(": " + hosttext.Visible(p.Text))
	if p.Hint != "" {
		out.WriteString(" (" + hosttext.Visible(p.Hint) + ")")
	}
	return out.String()
}

// Errors are the problems of one or more files, sorted by file and position,
// each place and text once. As an error it is one line per problem, 50 at most.
type Errors []Problem

func (e Errors) Error() string {
	lines := make([]string, 0, min(len(e), maxPrinted+1))
	for i, p := range e {
		if i == maxPrinted {
			lines = append(lines, fmt.Sprintf("… and %d more", len(e)-maxPrinted))
			break
		}
		lines = append(lines, p.Error())
	}
	return strings.Join(lines, "\n")
}

// Join gives the Errors in errs as one sorted Errors, or nil when there are
// none. An error of another type becomes a problem without a place.
func Join(errs ...error) error {
	var all Errors
	for _, err := range errs {
		var several Errors
		var one Problem
		switch {
		case err == nil:
		case errors.As(err, &several):
			all = append(all, several...)
		case errors.As(err, &one):
			all = append(all, one)
		default:
			all = append(all, Problem{Text: err.Error()})
		}
	}
	return all.sorted().asError()
}

// sorted gives the problems in the order of the file, each place and text once.
func (e Errors) sorted() Errors {
	out := slices.Clone(e)
	slices.SortStableFunc(out, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Pos.File, b.Pos.File),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
		)
	})
	type place struct {
		pos  Pos
		text string
	}
	seen := map[place]bool{}
	return slices.DeleteFunc(out, func(p Problem) bool {
		k := place{p.Pos, p.Text}
		defer func() { seen[k] = true }()
		return seen[k]
	})
}

// asError keeps a nil Errors from becoming a non-nil error.
func (e Errors) asError() error {
	if len(e) == 0 {
		return nil
	}
	return e
}

// Quote gives text of a file as a message may repeat it: quoted, escaped, cut.
func Quote(s string) string { return strconv.Quote(cut(s, maxQuoted)) }

// cut keeps the first n runes of s.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	count := 0
	for i := range s {
		if count == n {
			return s[:i] + "…"
		}
		count++
	}
	return s
}
