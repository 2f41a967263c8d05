package report

import (
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// workingFolder is where the process began.
var workingFolder = sync.OnceValue(func() string {
	dir, err := os.Getwd()
	if err != nil {
		return ""
	}
	return dir
})

// place shortens a location: relative to the working folder when it is below it.
func place(location string) string {
	dir := workingFolder()
	if dir == "" || dir == string(filepath.Separator) {
		return location
	}
	if rest, below := strings.CutPrefix(location, dir+string(filepath.Separator)); below {
		return rest
	}
	return location
}

// groupOf is the containers of a result, but for one that only names its file, as its
// location does too.
func groupOf(r *outcome.Result) string {
	group := place(r.Group)
	at := file(place(r.Location))
	if group == at {
		return ""
	}
	return strings.TrimPrefix(group, at+" / ")
}

// file is a location without line and column.
func file(location string) string {
	for range 2 {
		i := strings.LastIndexByte(location, ':')
		if i < 0 || i+1 == len(location) || strings.Trim(location[i+1:], "0123456789") != "" {
			break
		}
		location = location[:i]
	}
	return location
}
