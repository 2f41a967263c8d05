package evidence

import (
	"context"
	"net/http"
	"slices"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// An Answered request is one with what came back.
type Answered struct {
	nginx.Request
	Status int
	Header http.Header
	Body   []byte // decoded
	Size   int    // of the body in bytes, as it came
}

// Ways gives for each request the one way that its answer shows, or nil where it shows none. t may be nil: then no
// files are asked for, and as little where it does not tell.
func Ways(ctx context.Context, t transport.Transport, m *nginx.Model, known nginx.Oracle, all []Answered) [][]nginx.Way {
	found := make([][]nginx.Way, len(all))
	own := m.OwnHeaders()
	files := map[int]stamp{}
	for i, a := range all {
		ways, err := m.Ways(a.Request, known)
		if err != nil || ways[0].Entry.Doubt != "" {
			continue
		}
		if len(ways) > 1 {
			found[i] = paged(ways, a, own)
		}
		if s, ok := stampOf(a); ok && found[i] == nil && applications(ways, a.Status) {
			files[i] = s
		}
	}
	if t == nil || len(files) == 0 {
		return found
	}
	roots := rootsOf(m)
	paths := find(ctx, t, roots, files)
	for i, s := range files {
		found[i] = accelerated(m, known, all[i].Request, roots.uris(paths[s]))
	}
	return found
}

// paged is the way that ends in a location whose own header and whole body the answer has.
func paged(ways []nginx.Way, a Answered, own map[*nginx.Location][]nginx.Header) []nginx.Way {
	var found []nginx.Way
	for _, w := range ways {
		if w.Final != nil && w.Status == a.Status && w.Body != "" && w.Body == string(a.Body) && carries(a.Header, own[w.Final]) {
			found = append(found, w)
		}
	}
	if len(found) != 1 {
		return nil
	}
	found[0].Why = ""
	return found
}

// carries says whether an answer has one of the headers.
func carries(got http.Header, own []nginx.Header) bool {
	return slices.ContainsFunc(own, func(h nginx.Header) bool { return slices.Contains(got[h.Name], h.Value) })
}

// applications says whether all ways that the status leaves end at an application that speaks no HTTP: one that does could
// be another NGINX, with files and ETags of its own.
func applications(ways []nginx.Way, status int) bool {
	return !slices.ContainsFunc(ways, func(w nginx.Way) bool {
		switch {
		case w.Cut:
			return true
		case w.Status != 0:
			return w.Status == status
		case w.Final == nil:
			return true
		}
		for _, pass := range []string{"fastcgi_pass", "uwsgi_pass", "scgi_pass"} {
			if len(w.Final.Directives(pass)) > 0 {
				return false
			}
		}
		return true
	})
}
