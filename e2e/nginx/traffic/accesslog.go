package traffic

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Combined is the log_format that NGINX has without one.
const Combined = `$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"`

// A Format is a log_format, ready to read lines.
type Format struct {
	parts  []part
	has    [fields]bool
	scheme string
	host   string
	escape string // "json" or "none"; "" is NGINX's own way
}

// A part is a variable and the text that stands before it.
type part struct {
	before, name string
	field        field
}

// A field is a variable that tells something of the request. The first is none of them.
type field int

const (
	noField field = iota
	fieldRemoteAddr
	fieldRequest
	fieldMethod
	fieldURI
	fieldHost
	fieldHTTPHost
	fieldScheme
	fieldPort
	fieldStatus
	fields
)

var fieldsByName = map[string]field{"remote_addr": fieldRemoteAddr, "request": fieldRequest, "request_method": fieldMethod, "request_uri": fieldURI,
	"host": fieldHost, "http_host": fieldHTTPHost, "scheme": fieldScheme, "server_port": fieldPort, "status": fieldStatus}

// ParseFormat reads the text of a log_format (its strings joined). It must tell the request: $request, or $request_uri
// with $request_method. scheme is that of the requests where it has no $scheme, host the one that is asked where it has neither
// $host nor $http_host.
func ParseFormat(text, scheme, host string) (*Format, error) {
	f := &Format{scheme: scheme, host: host}
	for rest := text; ; {
		before, after, ok := strings.Cut(rest, "$")
		if !ok {
			f.parts = append(f.parts, part{before: before})
			break
		}
		n := 0
		after, braced := strings.CutPrefix(after, "{")
		for n < len(after) && (after[n] == '_' || '0' <= after[n] && after[n] <= '9' || 'a' <= after[n]|0x20 && after[n]|0x20 <= 'z') {
			n++
		}
		f.parts = append(f.parts, part{before, after[:n], fieldsByName[after[:n]]})
		f.has[fieldsByName[after[:n]]] = true
		if rest = after[n:]; braced {
			rest = strings.TrimPrefix(rest, "}")
		}
	}
	switch {
	case !f.has[fieldRequest] && (!f.has[fieldURI] || !f.has[fieldMethod]):
		return nil, errors.New("the log_format has neither $request nor $request_method and $request_uri: the requests can't be told")
	case host == "" && !f.has[fieldHost] && !f.has[fieldHTTPHost]:
		return nil, errors.New("the log_format has neither $host nor $http_host: give --host")
	}
	return f, nil
}

// Read reads one line.
func (f *Format) Read(text string) (Line, error) {
	values, err := f.values(text)
	if err != nil {
		return Line{}, err
	}
	l := Line{Text: text}
	l.Host, l.Scheme, l.Client = f.host, f.scheme, values[fieldRemoteAddr]
	l.Method, l.Target = values[fieldMethod], values[fieldURI]
	if f.has[fieldRequest] {
		method, rest, ok := strings.Cut(values[fieldRequest], " ")
		if !ok {
			return Line{}, errors.New("it holds no request line: NGINX was sent something else")
		}
		target, protocol, _ := strings.Cut(rest, " ")
		l.Method, l.Target, l.Old = method, target, protocol == "HTTP/1.0"
	}
	for _, name := range []field{fieldHost, fieldHTTPHost} {
		if v := values[name]; v != "" && v != "-" {
			l.Host = v
		}
	}
	if v := values[fieldScheme]; v != "" {
		l.Scheme = v
	}
	if v := values[fieldPort]; v != "" {
		l.Local = ":" + v
	}
	l.Status, _ = strconv.Atoi(values[fieldStatus])
	return l, nil
}

// values takes a line apart by the texts between the variables.
func (f *Format) values(text string) (values [fields]string, err error) {
	rest, ok := strings.CutPrefix(text, f.parts[0].before)
	if !ok {
		return values, errors.New("the line does not fit the log_format")
	}
	for i, p := range f.parts[:len(f.parts)-1] {
		next := f.parts[i+1].before
		end := len(rest)
		if next != "" {
			if end = f.find(rest, next); end < 0 {
				return values, fmt.Errorf("the line does not fit the log_format: %q is missing after $%s", next, p.name)
			}
		}
		if p.field != noField {
			values[p.field] = f.unescape(rest[:end])
		}
		rest = rest[min(end+len(next), len(rest)):]
	}
	return values, nil
}

// find is where a text stands behind a value, or -1. In JSON a quote behind a backslash is the value's own.
func (f *Format) find(rest, text string) int {
	for from := 0; ; {
		i := strings.Index(rest[from:], text)
		if i < 0 || f.escape != "json" {
			return i
		}
		before := rest[:from+i]
		if slashes := len(before) - len(strings.TrimRight(before, `\`)); slashes%2 == 0 {
			return from + i
		}
		from += i + 1
	}
}

// unescape resolves what NGINX writes for quotes, backslashes and bytes that are no text.
func (f *Format) unescape(text string) string {
	switch f.escape {
	case "none":
		return text
	case "json":
		return unquote(text)
	}
	return unescape(text)
}

// unquote resolves the escapes of escape=json, byte by byte.
func unquote(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' || i+1 == len(text) {
			out.WriteByte(text[i])
			continue
		}
		i++
		if text[i] == 'u' && i+5 <= len(text) {
			if c, err := strconv.ParseUint(text[i+1:i+5], 16, 8); err == nil {
				out.WriteByte(byte(c))
				i += 4
				continue
			}
		}
		if at := strings.IndexByte("bfnrt", text[i]); at >= 0 {
			out.WriteByte("\b\f\n\r\t"[at])
			continue
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// unescape resolves \xHH.
func unescape(text string) string {
	if !strings.Contains(text, `\x`) {
		return text
	}
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if strings.HasPrefix(text[i:], `\x`) && i+4 <= len(text) {
			if c, err := strconv.ParseUint(text[i+2:i+4], 16, 8); err == nil {
				out.WriteByte(byte(c))
				i += 3
				continue
			}
		}
		out.WriteByte(text[i])
	}
	return out.String()
}

// ReadLog reads an access log and calls each for every line, with the error of one that can't be read. It keeps nothing.
func (f *Format) ReadLog(in io.Reader, each func(Line, error)) error {
	return lines(in, func(number int, text string) bool {
		l, err := f.Read(text)
		l.Number, l.Text = number, text
		each(l, err)
		return true
	})
}

// A Raw is a line of a log before it is read.
type Raw struct {
	Number int // from 1
	Text   string
}

// batch is how many lines are handed on at once.
const batch = 1 << 10

// Batches hands the lines of a log on, so many at once, for [Format.Read] to be called elsewhere. It keeps nothing, and
// ends when each says false.
func Batches(in io.Reader, each func([]Raw) bool) error {
	var all []Raw
	on := true
	err := lines(in, func(number int, text string) bool {
		if all = append(all, Raw{number, text}); len(all) == batch {
			on, all = each(all), make([]Raw, 0, batch)
		}
		return on
	})
	if on && len(all) > 0 {
		each(all)
	}
	return err
}
