package httpcheck

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

func pack(t testing.TB, name, text string) string {
	t.Helper()
	var out bytes.Buffer
	var w io.WriteCloser
	switch name {
	case "gzip":
		w = gzip.NewWriter(&out)
	case "zlib":
		w = zlib.NewWriter(&out)
	case "raw":
		w, _ = flate.NewWriter(&out, 6)
	case "br":
		w = brotli.NewWriter(&out)
	case "zstd":
		w, _ = zstd.NewWriter(&out)
	}
	io.WriteString(w, text)
	w.Close()
	return out.String()
}

// body answers with a body under headers.
func body(headers, body string) func(net.Conn, []byte) {
	return head(fmt.Sprintf("HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s", headers, len(body), body))
}

func TestDecoding(t *testing.T) {
	const text = "<p>hello hello hello</p>"
	gz := pack(t, "gzip", text)
	for name, c := range map[string]struct {
		headers, raw, want string
		chain              []string
		still              bool
		err                string
	}{
		"none":               {"", text, text, nil, false, ""},
		"identity":           {"Content-Encoding: identity\r\n", text, text, []string{"identity"}, false, ""},
		"gzip":               {"Content-Encoding: GZIP\r\n", gz, text, []string{"gzip"}, false, ""},
		"x-gzip":             {"Content-Encoding: x-gzip\r\n", gz, text, []string{"x-gzip"}, false, ""},
		"br":                 {"Content-Encoding: br\r\n", pack(t, "br", text), text, []string{"br"}, false, ""},
		"zstd":               {"Content-Encoding: zstd\r\n", pack(t, "zstd", text), text, []string{"zstd"}, false, ""},
		"deflate, zlib":      {"Content-Encoding: deflate\r\n", pack(t, "zlib", text), text, []string{"deflate"}, false, ""},
		"deflate, raw":       {"Content-Encoding: deflate\r\n", pack(t, "raw", text), text, []string{"deflate"}, false, ""},
		"two, one line":      {"Content-Encoding: gzip, br\r\n", pack(t, "br", gz), text, []string{"gzip", "br"}, false, ""},
		"two, two lines":     {"Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n", pack(t, "gzip", gz), text, []string{"gzip", "gzip"}, false, ""},
		"twice, one label":   {"Content-Encoding: gzip\r\n", pack(t, "gzip", gz), gz, []string{"gzip"}, true, ""},
		"no label":           {"Content-Type: text/html\r\n", gz, gz, nil, true, ""},
		"no label, download": {"Content-Type: application/gzip\r\n", gz, gz, nil, false, ""},
		"label, not packed":  {"Content-Encoding: gzip\r\n", text, "", []string{"gzip"}, false, "unpacking gzip"},
		"cut":                {"Content-Encoding: gzip\r\n", gz[:len(gz)-9], text, []string{"gzip"}, false, "unexpected EOF"},
		"unknown":            {"Content-Encoding: lzma\r\n", text, "", []string{"lzma"}, false, `"lzma" is not known`},
		"five":               {"Content-Encoding: gzip,gzip,gzip,gzip,gzip\r\n", gz, gz, slices.Repeat([]string{"gzip"}, 5), false, "more than 4"},
		"empty":              {"Content-Encoding: gzip\r\n", "", "", []string{"gzip"}, false, ""},
	} {
		h := ok(t, client(t, Endpoint{}, serveRaw(t, body(c.headers, c.raw)).addr), Request{})
		failed := ""
		if h.DecodeError != nil {
			failed = h.DecodeError.Error()
		}
		short := c.err != "" && strings.HasPrefix(c.want, string(h.Body)) // of a cut body, what could be had
		if string(h.Raw) != c.raw || string(h.Body) != c.want && !short || !slices.Equal(h.Encodings, c.chain) || h.StillGzip != c.still ||
			(c.err == "") != (failed == "") || !strings.Contains(failed, c.err) {
			t.Errorf("%s: raw %d bytes, body %q, chain %q, still gzip %v, %s", name, len(h.Raw), h.Body, h.Encodings, h.StillGzip, failed)
		}
	}
}

func TestHeadOfPackedBody(t *testing.T) {
	srv := serveRaw(t, head("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n"))
	if h := ok(t, client(t, Endpoint{}, srv.addr), Request{Method: "HEAD"}); h.DecodeError != nil || len(h.Raw) != 0 {
		t.Errorf("%+v", h)
	}
}

func TestBodyLimit(t *testing.T) {
	srv := serveRaw(t, body("", "12345678"))
	if h := ok(t, client(t, Endpoint{BodyLimit: 8}, srv.addr), Request{}); string(h.Body) != "12345678" {
		t.Errorf("%q", h.Body)
	}
	x := do(t, client(t, Endpoint{BodyLimit: 7}, srv.addr), Request{})
	wantKind(t, x, Limit, Reading)
	if h := x.Last(); h.Status != 200 || string(h.Raw) != "1234567" || x.Error.Kind.NoAnswer() {
		t.Errorf("%d %q", h.Status, h.Raw)
	}
}

// TestBombs unpacks 256 MiB of zeros per request, 20 at once: 5 GiB if it were not bounded.
func TestBombs(t *testing.T) {
	zeros := strings.Repeat("\x00", 1<<20)
	member := map[string]string{"gzip": pack(t, "gzip", zeros), "zstd": pack(t, "zstd", zeros)}
	bombs := map[string]string{"br": pack(t, "br", strings.Repeat(zeros, 16))}
	for name, m := range member {
		bombs[name] = strings.Repeat(m, 256)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for name, data := range bombs {
		c := client(t, Endpoint{BodyLimit: 1 << 20, Concurrency: 20}, serveRaw(t, body("Content-Encoding: "+name+"\r\n", data)).addr)
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { wantKind(t, do(t, c, Request{}), Limit, Reading) })
		}
		all.Wait()
	}
	runtime.ReadMemStats(&after)
	if grown := after.Sys - before.Sys; grown > 256<<20 {
		t.Errorf("took %d MiB from the system", grown>>20)
	}
}

func TestZstdWindow(t *testing.T) {
	// A frame that asks for a window of 32 MiB, which the decoder would take by itself: magic, descriptor, window, and one raw block.
	frame := "\x28\xb5\x2f\xfd\x00\x78\x09\x00\x00a"
	h := ok(t, client(t, Endpoint{}, serveRaw(t, body("Content-Encoding: zstd\r\n", frame)).addr), Request{})
	if h.DecodeError == nil || !strings.Contains(h.DecodeError.Error(), "window size exceeded") {
		t.Errorf("%q, %v", h.Body, h.DecodeError)
	}
}
