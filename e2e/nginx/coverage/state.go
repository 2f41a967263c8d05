package coverage

// A State is what became of one location, the best that any request did.
type State string

// The states, from best to worst. Only the first two are covered.
const (
	Entered     State = "entered"     // a request came in by it
	Reached     State = "internally"  // an internal redirect or a subrequest came to it
	Refused     State = "internal"    // it was selected for a client's request and answered 404, as it is internal
	Redirected  State = "redirect"    // only its redirect of "/x" to "/x/" answered
	Possibly    State = "possible"    // it may have been reached: that hangs on what could not be asked
	Never       State = "never"       // no request came near it
	Unreachable State = "unreachable" // no request can: Why says the proof
)

// Covered says whether the state counts for the meter.
func (s State) Covered() bool { return s == Entered || s == Reached }
