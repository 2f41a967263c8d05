package e2e

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"time"

	. "github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// server is a small application on loopback, and a port where nobody listens.
type server struct {
	*httptest.Server
	dead string

	mu    sync.Mutex
	asked map[string]int
	came  []time.Time
}

func newServer() *server {
	s := &server{asked: map[string]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("/starting", func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		n := s.asked["GET /starting"]
		s.mu.Unlock()
		if n < 4 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		_, _ = w.Write([]byte("ready"))
	})
	mux.HandleFunc("/user", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"name":"Ada","roles":["admin","dev"]}`))
	})
	mux.HandleFunc("/old", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/healthz", http.StatusMovedPermanently)
	})
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://www.example.net/", http.StatusFound)
	})
	mux.HandleFunc("/login", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Set-Cookie", "SESSID=abc; Path=/; HttpOnly; SameSite=Lax")
		_, _ = w.Write([]byte(`<form><input name="_token" value="t1"></form>` + r.Method))
	})
	mux.HandleFunc("/twice", func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Set-Cookie"] = []string{"SESSID=a; HttpOnly", "SESSID=b"}
	})
	mux.HandleFunc("/cut", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		_, _ = w.Write([]byte("half"))
	})
	mux.HandleFunc("/packed", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write([]byte("an error that is no gzip"))
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(50 * time.Millisecond)
		w.WriteHeader(http.StatusNoContent)
	})
	app := &accounts{sessions: map[string]string{}}
	for _, path := range []string{"/form", "/enter", "/home", "/leave", "/echo", "/"} {
		mux.Handle(path, app)
	}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked[r.Method+" "+r.RequestURI]++
		s.came = append(s.came, time.Now())
		s.mu.Unlock()
		mux.ServeHTTP(w, r)
	}))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	s.dead = l.Addr().String()
	_ = l.Close()
	return s
}

// under gives an endpoint of a real name that is served by address.
func under(name, address string) inventory.Endpoint {
	u := &url.URL{Scheme: "http", Host: "www.example.com"}
	return inventory.Endpoint{Name: name, URL: u, Dial: map[string]string{"www.example.com:80": address}}
}

func against(all ...inventory.Endpoint) suite.Options {
	return suite.Options{Inventory: &inventory.Inventory{Endpoints: all}}
}

var yes, no = true, false

// The text of each outcome stands in Because.
var scenarios = map[string]func(*server) suite.Options{
	"outcomes": func(s *server) suite.Options {
		Describe("shop", At("shop"), func(p *Endpoint) {
			passed, failed, unknown := Because("passed"), Because("failed"), Because("unknown")
			p.Check(Get("/healthz"), HaveStatus(200), HaveBody("ok"), passed)
			p.Check(Get("/healthz?2"), HaveStatus(404), failed)
			p.Check(Get("/user"), HaveContentType("application/json"), HaveFound(query.JSONPath, "$.name", "Ada"), passed)
			p.Check(Get("/user?2"), HaveFound(query.JSONPath, "$.roles[*]", "root"), failed)
			p.Check(Get("/healthz?3"), HaveFound(query.JSONPath, "$.name"), failed)
			p.Check(Get("/old"), HaveRedirects("301 /healthz"), HaveStatus(301), passed)
			p.Check(Get("/old?2").Follow(), HaveRedirects("301 /healthz"), HaveStatus(200), passed)
			p.Check(Get("/old?3"), HaveRedirects(), failed)
			p.Check(Get("/away").Follow(), HaveStatus(200), failed)
			p.Check(Get("/away?2"), HaveRedirects("302 http://www.example.net/"), passed)
			p.Check(Get("/login"), HaveCookie("SESSID", Cookie{HTTPOnly: &yes, Secure: &no, SameSite: "lax", Path: "/"}), passed)
			p.Check(Get("/twice"), HaveCookie("SESSID", Cookie{HTTPOnly: &yes}), failed)
			p.Check(Post("/login"), Not(BeRefused()), failed)
			p.Check(Get("/away?3").Follow(), Not(FailByTLS()), failed)
			p.Check(Get("/login?2"), HaveCookie("SESSID", Cookie{Secure: &yes}), failed)
			p.Check(Get("/login?3"), HaveFound(query.CSS, "input[name=_token]@value", "t1"), passed)
			p.Check(Get("/cut"), HaveStatus(200), unknown)
			p.Check(Get("/cut?2"), Not(HaveStatus(500)), unknown)
			p.Check(Get("/healthz?6"), Not(HaveHeader("X-Powered-By")), Not(HaveBody("error")), passed)
			p.Check(Get("/healthz?7"), Not(HaveFound(query.JSONPath, "$.error")), failed)
			p.Check(Get("/packed"), Not(HaveBody("error")), failed)
			p.Check(Get("/healthz?4"), BeRefused(), failed)
			p.Check(Get("/healthz?5"), HaveProto("1.1"), HaveHeader("Date"), HaveHeaderMatching("Content-Type", "^text/plain"), passed)
		})
		Describe("gone", At("gone"), func(p *Endpoint) {
			p.Check(Get("/healthz"), HaveStatus(200), Because("unknown"))
			p.Check(Get("/x"), BeRefused(), Because("passed"))
			p.Check(Get("/y"), FailByTLS(), Because("unknown"))
			p.Check(Get("/z"), BeRefused(), HaveStatus(200), Because("unknown"))
		})
		return against(under("shop", s.Listener.Addr().String()), under("gone", s.dead))
	},
	"eventually": func(s *server) suite.Options {
		within := EventuallyWithin(time.Minute, time.Millisecond)
		briefly := EventuallyWithin(3*time.Second, 500*time.Millisecond)
		Describe("shop", At("shop"), func(p *Endpoint) {
			p.Check(Get("/starting"), HaveStatus(200), HaveBody("ready"), within, Because("passed"))
			p.Check(Get("/healthz"), HaveStatus(200), within, Because("passed"))
			p.Check(Get("/healthz?never"), HaveStatus(404), briefly, Because("failed"))
			p.Check(Get("/away").Follow(), Not(HaveStatus(200)), briefly, Because("failed"))
		})
		Describe("nobody", At("gone"), func(p *Endpoint) {
			p.Check(Get("/"), HaveStatus(200), briefly, Because("unknown"))
			p.Check(Get("/?not"), Not(HaveStatus(200)), briefly, Because("unknown"))
			p.Check(Get("/?refused"), BeRefused(), within, Because("passed"))
		})
		return against(under("shop", s.Listener.Addr().String()), under("gone", s.dead))
	},
	"eventually refused": func(s *server) suite.Options {
		Describe("shop", func(p *Endpoint) {
			again := EventuallyWithin(time.Second, 0)
			p.Check(Post("/login"), HaveStatus(200), again)
			p.Check(Get("/healthz").Once(), HaveStatus(200), again)
			p.Check(Get("/user"), HaveStatus(200), EventuallyWithin(0, 0))
			p.Check(Get("/old"), HaveStatus(200), EventuallyWithin(time.Second, -1))
			p.Session("s", func(s *Session) { s.Check(Get("/a"), HaveStatus(200), again) })
		})
		return against(under("shop", s.Listener.Addr().String()))
	},
	"writes": func(s *server) suite.Options {
		Describe("shop", func(p *Endpoint) {
			p.Check(Post("/login"), HaveStatus(200))
			p.Check(Get("/login"), HaveStatus(200))
		})
		open := under("open", s.Listener.Addr().String())
		open.Writes = true
		return against(under("shut", s.Listener.Addr().String()), open)
	},
	"nothing expected": func(s *server) suite.Options {
		Describe("shop", func(p *Endpoint) {
			p.Check(Get("/healthz"))
			p.Check(Get("/user"), HaveFound(query.CSS, "a:hover"))
			p.Check(Get("/old"), "200")
		})
		return against(under("shop", s.Listener.Addr().String()))
	},
	"filtered": func(s *server) suite.Options {
		Describe("shop", func(p *Endpoint) {
			p.Check(Get("/healthz"), HaveStatus(200), Skip("not today"))
			p.Check(Get("/user"), HaveStatus(200))
		})
		return against(under("shop", s.Listener.Addr().String()))
	},
}
