package httpcheck

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"mime"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// codings is what Accept-Encoding offers when a request says nothing.
const codings = "gzip, deflate, br, zstd"

// zstdWindow bounds what a frame may make the decoder hold; it is what RFC 9659
// allows on the web.
const zstdWindow = 8 << 20

// maxCodings bounds a chain: each one multiplies.
const maxCodings = 4

// decode unpacks Raw into Body. A body that cannot be unpacked is no failure of
// the exchange: status and headers are known. One that unpacks to more than the
// limit is.
func (h *Hop) decode(limit int64) error {
	h.Body = h.Raw
	if len(h.Raw) == 0 {
		return nil
	}
	if len(h.Encodings) > maxCodings {
		h.DecodeError = fmt.Errorf("%d content codings are more than %d", len(h.Encodings), maxCodings)
	}
	for _, name := range slices.Backward(h.Encodings) {
		if h.DecodeError != nil {
			break
		}
		var over bool
		h.Body, over, h.DecodeError = unpack(name, h.Body, limit)
		if over {
			return &limitError{fmt.Sprintf("the body unpacks (%s) to more than %d bytes", name, limit)}
		}
	}
	h.StillGzip = h.DecodeError == nil && bytes.HasPrefix(h.Body, []byte{0x1f, 0x8b}) && !h.archive()
	return nil
}

// unpack gives what could be unpacked, also when it ends in an error.
func unpack(name string, data []byte, limit int64) (out []byte, over bool, err error) {
	r, err := unpacker(name, data)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = r.Close() }() // it reads from memory: nothing is left to go wrong
	out, err = io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(out)) > limit {
		return out[:limit], true, nil
	}
	if err != nil {
		err = fmt.Errorf("unpacking %s: %w", name, err)
	}
	return out, false, err
}

func unpacker(name string, data []byte) (io.ReadCloser, error) {
	in := bytes.NewReader(data)
	switch name {
	case "identity":
		return io.NopCloser(in), nil
	case "gzip", "x-gzip":
		r, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("unpacking %s: %w", name, err)
		}
		return r, nil
	case "deflate": // zlib by the book, raw by some servers
		if r, err := zlib.NewReader(bufio.NewReader(bytes.NewReader(data))); err == nil {
			return r, nil
		}
		return flate.NewReader(in), nil
	case "br":
		return io.NopCloser(brotli.NewReader(in)), nil
	case "zstd":
		r, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(zstdWindow))
		if err != nil {
			return nil, fmt.Errorf("unpacking zstd: %w", err)
		}
		return r.IOReadCloser(), nil
	}
	return nil, errors.New("content coding " + quote(name) + " is not known")
}

func quote(s string) string { return fmt.Sprintf("%.40q", s) }

// archive says that gzip is what the content is, as a download's is.
func (h *Hop) archive() bool {
	kind, _, err := mime.ParseMediaType(h.Header.Get("Content-Type"))
	if err != nil {
		kind, _, _ = strings.Cut(strings.ToLower(h.Header.Get("Content-Type")), ";")
	}
	return slices.Contains([]string{"application/gzip", "application/x-gzip", "application/octet-stream",
		"application/x-tar", "application/x-compressed", "application/x-tgz"}, strings.TrimSpace(kind))
}
