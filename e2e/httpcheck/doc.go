// Package httpcheck sends HTTP requests to an endpoint and records what came:
// every hop of the chain with its bytes, its address and its TLS state.
//
// The shape is resty → http.Client → recorder → one http.Transport per endpoint,
// with the redirects followed above it. resty parses nothing, repeats nothing and
// sets nothing: it does not keep targets, headers and bodies as they were given
// (it sorts queries, drops the body of a GET, guesses a Content-Type), so the
// recorder puts in what is really sent. Cookies are kept by a jar of this package
// for the same reason: net/http's drops what PHP sets (a[x]=1) and quotes values
// that browsers send as they are.
//
// The endpoint's name stays in the URL and another address is dialled, so that
// Host, SNI, the certificate check and cookies are those of the real name.
// Nothing goes anywhere else: a name that the endpoint does not list is refused
// by the recorder and once more where connections are made.
//
// No answer is no fact about the application: see Kind.NoAnswer.
package httpcheck
