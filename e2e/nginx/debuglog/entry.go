package debuglog

import (
	"bufio"
	"errors"
	"io"
	"regexp"
	"strings"
)

// An entry is what NGINX wrote at once: a line, and those behind it that begin no other.
type entry struct {
	line       int // from 1
	level      string
	process    string
	connection string // its number; "" where it tells of none
	text       string
	size       int // in the log, in bytes
}

// cut says whether NGINX cut it off.
func (e *entry) cut() bool { return e.size >= mostWritten-1 }

// begins is how a line begins that NGINX writes: its time, level, process and thread, and its connection.
var begins = regexp.MustCompile(`^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d \[(\w+)\] (\d+)#\d+: (?:\*(\d+) )?`)

// mostWritten is NGX_MAX_ERROR_STR: NGINX cuts what is longer.
const mostWritten = 2048

// mostRead bounds what is read of one entry.
const mostRead = 64 << 10

// entries reads a log and calls each for what was written, until it ends. It keeps nothing.
func entries(in io.Reader, each func(entry)) error {
	r := bufio.NewReaderSize(in, mostRead)
	var now *entry
	for line := 1; ; line++ {
		b, err := r.ReadSlice('\n')
		text := strings.TrimSuffix(string(b), "\n")
		for errors.Is(err, bufio.ErrBufferFull) { // no line of NGINX's
			_, err = r.ReadSlice('\n')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if by := begins.FindStringSubmatch(text); by != nil {
			if now != nil {
				each(*now)
			}
			now = &entry{line: line, level: by[1], process: by[2], connection: by[3], text: text[len(by[0]):], size: len(text)}
		} else if now != nil && len(b) > 0 && now.size < mostWritten {
			now.text += "\n" + text
			now.size += len(text) + 1
		}
		if err != nil {
			break
		}
	}
	if now != nil {
		each(*now)
	}
	return nil
}
