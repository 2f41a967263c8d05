package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/keep"
	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/strict"
)

// kinds are the reports for other programs.
var kinds = map[string]func(io.Writer, *outcome.Run) error{"json": JSON, "junit": JUnit}

// Kinds names the reports that ParseDestination knows, in order.
func Kinds() []string {
	var out []string
	for k := range kinds {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Destination is a report to write, and where to.
type Destination struct {
	// Kind is one of Kinds.
	Kind string
	// Path is a file; "-" is standard output.
	Path string
}

// Stdout tells whether the report goes to standard output.
func (d Destination) Stdout() bool { return d.Path == "-" }

// ParseDestination reads KIND=FILE.
func ParseDestination(text string) (Destination, error) {
	kind, path, found := strings.Cut(text, "=")
	if kinds[kind] == nil {
		msg := fmt.Sprintf("report %q: there is no kind %q", hosttext.Visible(text), hosttext.Visible(kind))
		if near, ok := strict.Nearest(kind, Kinds()); ok {
			msg += fmt.Sprintf("; did you mean %q?", near)
		}
		return Destination{}, errors.New(msg + " (KIND=FILE, with the kinds " + strings.Join(Kinds(), ", ") + ")")
	}
	if !found || path == "" {
		return Destination{}, fmt.Errorf("report %q: no file: write %s=FILE, or %s=- for standard output", text, kind, kind)
	}
	if strings.ContainsRune(path, 0) {
		return Destination{}, fmt.Errorf("report %s: the file's name holds a NUL", kind)
	}
	return Destination{Kind: kind, Path: path}, nil
}

// Prepare is called before the run, and writes to each file a report of a run that did not come to its end. So
// a file that can't be written is known before anything is connected, and
// a run that is killed leaves no older run's verdict behind.
func Prepare(to []Destination) error {
	seen := map[string]bool{}
	for _, d := range to {
		key := d.Path
		if abs, err := filepath.Abs(d.Path); err == nil && !d.Stdout() {
			key = abs
		}
		if seen[key] {
			return fmt.Errorf("write report %s: two reports can't go to the same place", hosttext.Visible(d.Path))
		}
		seen[key] = true
	}
	run := &outcome.Run{Began: time.Now(), Problems: []string{"the run did not come to its end: this report was written when it began"}}
	var errs []error
	for _, d := range to {
		if !d.Stdout() {
			errs = append(errs, d.write(run, false))
		}
	}
	return errors.Join(errs...)
}

// Write writes all reports, each whole or not at all; those to standard output go to stdout.
// One that fails keeps no other from being written.
func Write(to []Destination, run *outcome.Run, stdout io.Writer) error {
	var errs []error
	for _, d := range to {
		if !d.Stdout() {
			errs = append(errs, d.write(run, true))
			continue
		}
		if err := kinds[d.Kind](stdout, run); err != nil {
			errs = append(errs, fmt.Errorf("write report %s: %w", d.Kind, err))
		}
	}
	return errors.Join(errs...)
}

func (d Destination) write(run *outcome.Run, last bool) error {
	var b bytes.Buffer
	err := kinds[d.Kind](&b, run)
	if err == nil {
		err = keep.File(d.Path, b.Bytes(), last)
	}
	if err != nil {
		return fmt.Errorf("write report %s: %w", hosttext.Visible(d.Path), err)
	}
	return nil
}
