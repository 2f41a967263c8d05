package fact

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// column notes a column that was wanted.
func (r *fileRecords) column(word string, f []string) error {
	e := r.seen[f[0]]
	if e == nil {
		return errFields
	}
	switch word {
	case "sum":
		e.SHA256 = digest(f[1])
	case "text":
		e.Content = content(f[1])
	case "nosum":
		e.SHA256 = Cannot[string](hosttext.Visible(f[1]))
	case "notext":
		e.Content = Cannot[string](hosttext.Visible(f[1]))
	}
	return nil
}

func (r *fileRecords) links() error {
	paths, texts, err := r.counted(0)
	if err != nil {
		return err
	}
	if texts, err = r.take(len(paths)); err != nil {
		return err
	}
	end, err := r.take(2)
	if err != nil {
		return err
	}
	if end[0] != "" {
		return errFields
	}
	for i, path := range paths {
		e := r.seen[path]
		switch {
		case e == nil:
			return errFields
		case end[1] != "rc 0":
			e.Link = Cannot[string]("readlink is missing or failed (" + hosttext.Visible(end[1]) + ")")
		case texts[i] == "": // a link's text is never empty, symlink(2)
			e.Link = Cannot[string]("readlink gave nothing")
		default:
			e.Link = Known(texts[i])
		}
	}
	return nil
}

func (r *fileRecords) sums() error {
	paths, out, err := r.counted(1)
	if err != nil {
		return err
	}
	lines := strings.Split(out[0], "\n")
	for i, path := range paths {
		e := r.seen[path]
		if e == nil {
			return errFields
		}
		e.SHA256 = Cannot[string]("sha256sum gave another answer than was asked for")
		if len(lines) == len(paths) {
			e.SHA256 = digest(lines[i])
		}
	}
	return nil
}

var digestLine = regexp.MustCompile(`(?s)^\\?([0-9a-f]{64})  .`)

// digest reads a line of sha256sum: a backslash before it says that the name is escaped.
func digest(line string) Value[string] {
	f := digestLine.FindStringSubmatch(line)
	if f == nil {
		return Cannot[string]("sha256sum gave another answer than was asked for")
	}
	return Known(f[1])
}

// content reads the digits of a text and the exit status behind it.
func content(digits string) Value[string] {
	all, err := hex.DecodeString(digits)
	if err != nil || len(all) == 0 {
		return Cannot[string]("od or tr is missing or failed")
	}
	at := bytes.LastIndex(all, []byte("rc "))
	if at < 0 {
		return Cannot[string]("its end was cut off")
	}
	switch rc := string(all[at+3:]); {
	case rc == "124" || rc == "143":
		return Cannot[string]("reading it took over 10 s")
	case rc != "0":
		return Cannot[string](fmt.Sprintf("head or timeout is missing or failed (exit status %.20s)", hosttext.Visible(rc)))
	case at > MaxContent:
		return Cannot[string](fmt.Sprintf("it is larger than %d bytes", MaxContent))
	}
	return Known(hosttext.FromBytes(all[:at]))
}
