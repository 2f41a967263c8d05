package httpcheck

import "net/http"

// UnprovenError is a body that may have been cut: it ends with its connection, and what the connection goes through has one
// word for an end and a reset, as SSH has. Status and headers are known.
type UnprovenError struct{ via string }

func (e *UnprovenError) Error() string {
	way := e.via
	if way == "" {
		way = "the way there"
	}
	return "the body has no length and ends with its connection, and " + way + " does not tell an end from a reset: it may have been cut"
}

// blind says that the endpoint's connections may not tell an end from a reset: they are not this machine's own.
func (e *Endpoint) blind() bool { return e.DialContext != nil && !e.Direct }

// endless says that only the end of the connection ends the body. TLS does not help: an end without its
// alert is taken by crypto/tls, as many servers send none.
func endless(r *http.Response) bool {
	return r.ProtoMajor == 1 && r.ContentLength < 0 && len(r.TransferEncoding) == 0 && r.Body != http.NoBody
}
