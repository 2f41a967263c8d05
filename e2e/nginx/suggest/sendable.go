package suggest

import (
	"regexp"
	"slices"
)

// What a check sends as it is written, byte for byte: printable ASCII; the pairs that HTTP/2 may send apart from each
// other and NGINX puts together again; what needs no escape in arguments.
const (
	octet       = `[!#-+\--:<-\[\]-~]`
	pair        = `[A-Za-z0-9_.-]+=` + octet + `+`
	inHeader    = `^[!-~]([ -~]*[!-~])?\z`
	inCookie    = `^` + octet + `+\z`
	cookies     = `^` + pair + `(; ` + pair + `)*\z`
	inArguments = `^([A-Za-z0-9._~:@/!*,;=+-]|%[0-9A-Fa-f][0-9A-Fa-f])+\z`
)

var headerName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// unsent are the headers that a check can't send, and those that say something to the client itself, to the next hop, of
// a body or of what the answer is to be: with them the answer is another, or what is sent is.
var unsent = []string{"host", "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "http2-settings", "expect",
	"content-length", "content-type", "content-encoding", "content-range", "accept-encoding", "authorization", "proxy-authorization", "range",
	"if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range", "depth", "destination", "overwrite"}

// sends says whether a check may send a header.
func sends(name string) bool { return headerName.MatchString(name) && !slices.Contains(unsent, name) }
