package fact

import (
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
		e.Content = content(f[1], e.expects(f[0]))
	case "nosum":
		e.SHA256 = Cannot[string](hosttext.Visible(f[1]))
	case "notext":
		e.Content = Cannot[string](hosttext.Visible(f[1]))
	}
	return nil
}

func (r *fileRecords) links() error {
	paths, _, err := r.counted(0)
	if err != nil {
		return err
	}
	texts, err := r.take(len(paths))
	if err != nil {
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
		case sized(path) && int64(len(texts[i])) != e.Size:
			e.Link = Cannot[string](fmt.Sprintf("readlink gave %d bytes, stat says %d", len(texts[i]), e.Size))
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

// sized says whether the size of what is there is that of its text: the kernel's own file systems give 0, 64 (a link of
// /proc/PID/fd) or 4096 (a file of /sys) for any text.
func sized(path string) bool {
	return !strings.HasPrefix(path, "/proc/") && !strings.HasPrefix(path, "/sys/")
}

// expects is how many bytes must be read of a file, at least; 0 where that is not known: a
// link's size is not that of the file it leads to.
func (e *FileEntry) expects(path string) int64 {
	if e.Type != "file" || !sized(path) {
		return 0
	}
	return min(e.Size, MaxContent+1)
}
