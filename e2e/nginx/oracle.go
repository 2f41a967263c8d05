package nginx

// An Oracle knows what a configuration does not say: files on disk and what upstreams answer. Where it does not know
// either, a request may take several ways.
type Oracle interface {
	// File tells what a path is on the host, symbolic links followed. known is false where it could not be asked.
	File(path string) (kind Kind, known bool)
	// Upstream tells what is answered to a request that is passed on.
	Upstream(q Passed) (answer Answer, known bool)
}

// A Kind is what a path is on disk.
type Kind int

// The kinds. What is neither counts as a file.
const (
	None Kind = iota
	File
	Directory
	Denied // a file that NGINX may not open
)

// Passed is a request as a location passes it on.
type Passed struct {
	Directive string // "proxy_pass" …
	To        string // its argument, variables resolved
	Method    string
	URI, Args string // as the upstream gets them of proxy_pass; of the others the URI as it stands
}

// An Answer is an upstream's.
type Answer struct {
	Status   int    // 0: it does not answer, 502
	Late     bool   // it does not answer in time, 504
	Accel    string // X-Accel-Redirect
	Accelled bool   // X-Accel-Redirect is there, though it is empty
	Location string // the header, of a redirect
}

// ignorant knows nothing.
type ignorant struct{}

func (ignorant) File(string) (Kind, bool)       { return None, false }
func (ignorant) Upstream(Passed) (Answer, bool) { return Answer{}, false }
