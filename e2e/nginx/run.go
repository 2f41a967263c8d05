package nginx

// moves is NGINX_HTTP_MAX_URI_CHANGES and one: every redirect, jump and new search takes one, and the last is refused.
const moves = 11

// A run is one request inside NGINX: the client's, or one that NGINX makes beside it.
type run struct {
	*journey
	scope   *scope
	handler *handler // r->content_handler

	uri, uriHole   string
	args, argsHole string
	method         string

	internal    bool // what is internal may be entered
	changed     bool // a rewrite changed the URI: a location is looked for again
	broken      bool // a break left a changed URI: no alias can be used
	raw         bool // proxy_pass without URI sends the request's own target
	quoted      bool // the target had "%" or "+"
	behindAlias bool // try_files found a file behind the alias of a regex location
	behind      bool // of an empty URI: a slash stands before it in its buffer
	left        int  // moves
	errorDone   bool // an error_page was looked for, and it is not recursive
	errStatus   int  // that overrides what is sent; 0 none
	status      int  // that was sent; 0 not told
	refused     int  // what a check of who may come in said, while there is no answer yet
	discarded   bool // the body was read away: it is not too large any more
	hopping     bool // the last hop is a rewrite that may be taken back
	pending     int  // the first hop whose end is not known

	groups     []string // of the last regex, the whole match first
	groupsHole string   // they are not known: by this variable

	script, pathInfo string // of fastcgi_split_path_info
	locations        []header
	body             string
	file             string // that was sent

	parent     *run // nil: it is the client's
	depth      int  // of requests beside requests
	afterwards bool // it is done after the answer
}

// A next is what becomes of a request after a phase.
type next struct {
	kind nextKind
	to   *Location // of a jump
}

type nextKind int

const (
	onward   nextKind = iota // the next phase
	done                     // it is answered
	moved                    // to a URI: the server's rewrites run again
	searched                 // a location is looked for again
	jumped                   // to a named location
)

var finished = next{kind: done}

// dropped are the rules that a test removes, to see that the referee finds it.
var dropped struct {
	serverRewrite, tenth, oneError, tryArgs, tryKept, brokenAlias, rewriteInternal, limitRuns, aliasStrip, failedCapture, override, escape bool
}

// top is the client's request.
func (r *run) top() *run {
	for r.parent != nil {
		r = r.parent
	}
	return r
}

// sub says whether NGINX made the request itself.
func (r *run) sub() bool { return r.parent != nil }
