package nginx

import "strings"

// A target is a request-target taken apart as ngx_http_parse_request_line and ngx_http_parse_complex_uri do.
type target struct {
	host string // of the absolute form, lower case, without port; "" else
	uri  string // decoded, dot segments resolved, slashes merged: what locations are compared with
	args string // after the first "?", as sent
	raw  string // as sent, for $request_uri: without scheme and host in the absolute form
	bad  string // why NGINX answers 400
}

// split takes a request-target apart. merge is merge_slashes of the server.
func split(text string, merge bool) target {
	var t target
	t.raw = text
	if i := strings.IndexFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }); i >= 0 || text == "" {
		return target{bad: "control character or blank in the request line"}
	}
	if scheme, rest, ok := strings.Cut(text, "://"); ok && !strings.HasPrefix(text, "/") {
		if scheme == "" || strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz0123456789+-.") != "" {
			return target{bad: "scheme " + scheme + " of the request line"}
		}
		end := strings.IndexAny(rest, "/?#")
		if end < 0 {
			end = len(rest)
		}
		t.host, t.raw = rest[:end], rest[end:]
		if !strings.HasPrefix(t.raw, "/") {
			t.raw = "/" + t.raw
		}
	}
	if !strings.HasPrefix(t.raw, "/") {
		return target{bad: "request line without a path"}
	}
	path, _, _ := strings.Cut(t.raw, "#")
	path, t.args, _ = strings.Cut(path, "?")
	t.uri, t.bad = normal(path, merge)
	return t
}

// normal decodes a path, then resolves dot segments and merges slashes of what came out, as NGINX does in one walk.
// A decoded "%2F" is a slash and a decoded "%2E" a dot of a segment; a decoded "?" or "#" is text.
func normal(path string, merge bool) (uri, bad string) {
	decoded, bad := decode(path)
	if bad != "" {
		return "", bad
	}
	var out []byte
	for i := 0; i < len(decoded); {
		// decoded[i] is a slash: take the segment after it.
		end := i + 1
		for end < len(decoded) && decoded[end] != '/' {
			end++
		}
		segment, more := decoded[i+1:end], end < len(decoded)
		switch {
		case segment == "" && more && merge:
		case segment == "" && more:
			out = append(out, '/')
		case segment == ".":
			if !more {
				out = append(out, '/')
			}
		case segment == "..":
			up := strings.LastIndexByte(string(out), '/')
			if up < 0 {
				return "", "path climbs above the root"
			}
			out = out[:up]
			if !more {
				out = append(out, '/')
			}
		default:
			out = append(append(out, '/'), segment...)
		}
		i = end
	}
	return string(out), ""
}

// decode resolves %XX. A NUL and a broken escape are refused.
func decode(path string) (decoded, bad string) {
	var out strings.Builder
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c == '%' {
			if i+2 >= len(path) || !hex(path[i+1]) || !hex(path[i+2]) {
				return "", "broken escape in the path"
			}
			c = unhex(path[i+1])<<4 | unhex(path[i+2])
			i += 2
		}
		if c == 0 {
			return "", "NUL in the path"
		}
		out.WriteByte(c)
	}
	return out.String(), ""
}

func hex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	default:
		return c - 'a' + 10
	}
}
