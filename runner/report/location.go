package report

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
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
