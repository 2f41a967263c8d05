package traffic

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
)

// OpenLog opens a log, as it is or compressed by gzip; "-" is standard input. A folder is an error.
func OpenLog(path string) (io.ReadCloser, error) {
	f := os.Stdin
	if path != "-" {
		var err error
		if f, err = os.Open(path); err != nil {
			return nil, err
		}
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return nil, errors.Join(fmt.Errorf("%s is a folder: name its files", path), f.Close())
		}
	}
	in := bufio.NewReaderSize(f, 64<<10)
	head, _ := in.Peek(2) // what can't be read is an error when it is read
	if string(head) != "\x1f\x8b" {
		return opened{in, f}, nil
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return opened{z, f}, nil
}

// An opened log is read by one and closed by the other.
type opened struct {
	io.Reader
	io.Closer
}
