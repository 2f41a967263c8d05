package traffic

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// An Entry is one request of a HAR. Its Text is "METHOD URL", its Number counts entries from 1, its Status is 0 where no
// answer came.
type Entry struct {
	Line
	At       int    // line of the file on which it begins
	Started  string // as the HAR says it; "" when it does not
	Answer   http.Header
	Location string // of a redirect, as it was sent
	Unsent   string // why no server was asked; "" when one was
	Lost     string // why there is no answer; "" when there is one
}

// ReadHAR reads the entries of a HAR (1.2, as browsers and proxies save it; keys that it does not know are passed over) and
// calls each for every one, with the error of one that can't be read. It holds one entry at a time. An error says, with
// file:line, that the file is no HAR or breaks off.
func ReadHAR(name string, in io.Reader, each func(Entry, error)) error {
	buffered := bufio.NewReader(in)
	if head, _ := buffered.Peek(len(mark)); string(head) == mark {
		_, _ = buffered.Discard(len(mark))
	}
	p := &places{in: buffered, line: 1}
	h := &harReader{Decoder: json.NewDecoder(p), places: p, each: each}
	err := h.object(func(key string) error {
		if key != "log" {
			return h.skip()
		}
		return h.object(func(key string) error {
			if key != "entries" {
				return h.skip()
			}
			return h.entries()
		})
	})
	if err == nil && !h.found {
		err = errors.New("it is no HAR: it has no log with entries")
	}
	if err != nil {
		return fmt.Errorf("%s:%d: %w", name, p.at(h.offset(err)), err)
	}
	return nil
}

// mark is what some write before the text, to say that it is UTF-8.
const mark = "\ufeff"

type harReader struct {
	*json.Decoder
	places *places
	each   func(Entry, error)
	found  bool
	number int
}

// offset is where in the file an error is, in bytes. That of a value that was read whole is found anew, as its own counts
// from somewhere else.
func (h *harReader) offset(err error) int64 {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return h.places.read
	case errors.As(err, &syntax):
		ahead, _ := io.ReadAll(h.Buffered())
		if errors.As(json.Unmarshal(ahead, new(json.RawMessage)), &syntax) {
			return h.InputOffset() + syntax.Offset
		}
	}
	return h.InputOffset()
}

// token reads one token. The end of the file is an error.
func (h *harReader) token() (json.Token, error) {
	t, err := h.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return t, err
}

// object calls each for every key of an object, to read its value.
func (h *harReader) object(each func(key string) error) error {
	t, err := h.token()
	if err != nil {
		return err
	}
	if t != json.Delim('{') {
		return fmt.Errorf("it is no HAR: %v stands in the place of an object", t)
	}
	for h.More() {
		key, err := h.token()
		if err != nil {
			return err
		}
		if err := each(key.(string)); err != nil {
			return err
		}
	}
	_, err = h.token()
	return err
}

// skip passes over one value.
func (h *harReader) skip() error {
	for depth := 0; ; {
		t, err := h.token()
		if err != nil {
			return err
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}

func (h *harReader) entries() error {
	t, err := h.token()
	if err != nil {
		return err
	}
	if t != json.Delim('[') {
		return fmt.Errorf("it is no HAR: the entries are %v, not a list", t)
	}
	h.found = true
	for h.More() {
		h.number++
		var raw json.RawMessage
		if err := h.Decode(&raw); err != nil {
			return fmt.Errorf("entry %d: %w", h.number, err)
		}
		h.entry(raw, h.places.at(h.InputOffset()-int64(len(raw))))
	}
	_, err = h.token()
	return err
}

// entry reads one entry, which begins on the line at.
func (h *harReader) entry(raw []byte, at int) {
	e := Entry{At: at, Line: Line{Number: h.number}}
	var said harEntry
	err := json.Unmarshal(raw, &said)
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind) && kind.Field == "":
		err = fmt.Errorf("it is a %s, not an object", kind.Value)
	case errors.As(err, &kind):
		err = fmt.Errorf("%s is a %s", kind.Field, kind.Value)
	case err == nil:
		err = said.fill(&e)
	}
	h.each(e, err)
}

// places finds the line of a place in what was read through it. It keeps the line breaks from the last entry on.
type places struct {
	in     io.Reader
	read   int64
	line   int     // of the place that was asked for last
	breaks []int64 // behind it
}

func (p *places) Read(b []byte) (int, error) {
	n, err := p.in.Read(b)
	for i, c := range b[:n] {
		if c == '\n' {
			p.breaks = append(p.breaks, p.read+int64(i))
		}
	}
	p.read += int64(n)
	return n, err
}

// at is the line of an offset, which is not before one that was asked for.
func (p *places) at(offset int64) int {
	n := 0
	for n < len(p.breaks) && p.breaks[n] < offset {
		n++
	}
	p.breaks = p.breaks[n:]
	p.line += n
	return p.line
}
