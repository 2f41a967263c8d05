package httpcheck

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// Body is what a request carries: at most one of the fields.
type Body struct {
	// Form is sent as application/x-www-form-urlencoded, in its order.
	Form []Pair
	// JSON is marshalled, without escaping < > &.
	JSON any
	// Multipart is sent as multipart/form-data, in its order.
	Multipart []Part
	// Raw is sent as it is, without a Content-Type of its own.
	Raw []byte
	// File is a file whose bytes are sent as they are, without a Content-Type of its own.
	File string
}

// Part is a part of a multipart body: of a value, or of a file when Filename is given.
type Part struct {
	Name, Filename, Type string
	Data                 []byte
	// File is read when it is given, and is also the Filename if there is none.
	File string
}

// payload is a body as it is sent.
type payload struct {
	kind string // its Content-Type
	data []byte
	file string
	size int64
}

func (b Body) payload() (payload, error) {
	n := 0
	for _, is := range []bool{b.Form != nil, b.JSON != nil, b.Multipart != nil, b.Raw != nil, b.File != ""} {
		if is {
			n++
		}
	}
	if n > 1 {
		return payload{}, &requestError{errOneBody.Error()}
	}
	switch {
	case b.Form != nil:
		return bytesPayload("application/x-www-form-urlencoded", []byte(encodePairs(b.Form))), nil
	case b.JSON != nil:
		data, err := marshal(b.JSON)
		return bytesPayload("application/json", data), err
	case b.Multipart != nil:
		return multipart(b.Multipart)
	case b.File != "":
		info, err := os.Stat(b.File)
		if err != nil {
			return payload{}, &requestError{fmt.Sprintf("body: %v", err)}
		}
		if !info.Mode().IsRegular() {
			return payload{}, &requestError{fmt.Sprintf("body: %s is no file", b.File)}
		}
		return payload{file: b.File, size: info.Size()}, nil
	}
	return bytesPayload("", b.Raw), nil
}

func bytesPayload(kind string, data []byte) payload {
	return payload{kind: kind, data: data, size: int64(len(data))}
}

func marshal(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, &requestError{fmt.Sprintf("JSON: %v", err)}
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// quoted writes a name as browsers do (HTML, 4.10.21.8).
var quoted = strings.NewReplacer("\n", "%0A", "\r", "%0D", `"`, "%22")

// read checks a part and takes in its file.
func (p Part) read() (Part, error) {
	if strings.ContainsAny(p.Type, "\r\n") {
		return p, fmt.Errorf(": %q is not a content type", p.Type)
	}
	if p.File == "" {
		return p, nil
	}
	if p.Data != nil {
		return p, errors.New(" has both data and a file")
	}
	data, err := os.ReadFile(p.File)
	if err != nil {
		return p, fmt.Errorf(": %w", err)
	}
	p.Data = data
	if p.Filename == "" {
		p.Filename = filepath.Base(p.File)
	}
	return p, nil
}

// multipart builds the bytes here: a library's order is its own, and its boundary
// another each time, so that no two runs send the same.
func multipart(parts []Part) (payload, error) {
	var out bytes.Buffer
	hash := sha256.New()
	read := make([]Part, len(parts))
	for i, p := range parts {
		p, err := p.read()
		if err != nil {
			return payload{}, &requestError{fmt.Sprintf("multipart: %s%v", p.Name, err)}
		}
		read[i] = p
		hash.Write(fmt.Appendf(nil, "%d %s %d ", len(p.Name), p.Name, len(p.Data)))
		hash.Write(p.Data)
	}
	boundary := fmt.Sprintf("fleetspec-%x", hash.Sum(nil)[:16])
	for _, p := range read {
		fmt.Fprintf(&out, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", boundary, quoted.Replace(p.Name))
		if p.Filename != "" {
			fmt.Fprintf(&out, "; filename=\"%s\"", quoted.Replace(p.Filename))
			if p.Type == "" {
				p.Type = "application/octet-stream"
			}
		}
		if p.Type != "" {
			fmt.Fprintf(&out, "\r\nContent-Type: %s", p.Type)
		}
		fmt.Fprintf(&out, "\r\n\r\n%s\r\n", p.Data)
	}
	fmt.Fprintf(&out, "--%s--\r\n", boundary)
	return bytesPayload("multipart/form-data; boundary="+boundary, out.Bytes()), nil
}

// open gives the bytes to send, anew for each time they are sent.
func (p payload) open() (io.ReadCloser, error) {
	if p.file != "" {
		f, err := os.Open(p.file)
		if err != nil {
			return nil, &requestError{fmt.Sprintf("body: %v", err)}
		}
		return f, nil
	}
	return io.NopCloser(bytes.NewReader(p.data)), nil
}
