package traffic

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
)

// A Line is one request of a file.
type Line struct {
	nginx.Request
	Text   string // as it stands in the file
	Number int    // from 1
	Status int    // that was answered; 0 when the file does not say
}

// longest is the length of a line in bytes that is still read.
const longest = 1 << 20

// ReadList reads "METHOD URL" lines; blank ones and those that begin with "#" are passed over. A URL without a host is
// asked of host. Every line that can't be read is an error with file:line.
func ReadList(name string, in io.Reader, host string) ([]Line, error) {
	var all []Line
	var errs []error
	err := lines(in, func(number int, text string) bool {
		text = strings.TrimSpace(text)
		if text == "" || strings.HasPrefix(text, "#") {
			return true
		}
		method, address, _ := strings.Cut(text, " ")
		q, err := Parse(method, strings.TrimSpace(address), host)
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", name, number, err))
			return true
		}
		all = append(all, Line{Request: q, Text: text, Number: number})
		return true
	})
	if err != nil {
		errs = append(errs, fmt.Errorf("read %s: %w", name, err))
	}
	return all, errors.Join(errs...)
}

// lines reads lines until each says false.
func lines(in io.Reader, each func(number int, text string) bool) error {
	s := bufio.NewScanner(in)
	s.Buffer(make([]byte, 64<<10), longest)
	for number := 1; s.Scan() && each(number, s.Text()); number++ {
	}
	return s.Err()
}

// Parse makes a request of a method and a URL, whose path and query stay as they are written. A URL without a host is
// asked of host.
func Parse(method, address, host string) (nginx.Request, error) {
	if method == "" || strings.ToUpper(method) != method || address == "" {
		return nginx.Request{}, fmt.Errorf("%q is no \"METHOD URL\", such as \"GET https://www.example.com/login\"", strings.TrimSpace(method+" "+address))
	}
	q := nginx.Request{Method: method, Scheme: "http", Target: address, Host: host}
	if strings.HasPrefix(address, "/") {
		if host == "" {
			return nginx.Request{}, fmt.Errorf("%s has no host: write the whole URL, or give --host", address)
		}
		return q, nil
	}
	scheme, rest, ok := strings.Cut(address, "://")
	if q.Scheme = strings.ToLower(scheme); !ok || q.Scheme != "http" && q.Scheme != "https" {
		return nginx.Request{}, fmt.Errorf("%s is no URL of http or https", address)
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	q.Host, q.Target = rest[:end], rest[end:]
	if !strings.HasPrefix(q.Target, "/") {
		q.Target = "/" + q.Target
	}
	u, err := url.Parse(q.Scheme + "://" + q.Host)
	if err != nil || u.Hostname() == "" {
		return nginx.Request{}, fmt.Errorf("%s has no host", address)
	}
	if u.Port() != "" {
		q.Local = ":" + u.Port()
	}
	return q, nil
}
