package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/onsi/ginkgo/v2"

	. "github.com/fleetspec/fleetspec/e2e/match"
	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// accounts is an application with a login: sessions, tokens, and a lock after the third wrong password.
type accounts struct {
	mu       sync.Mutex
	made     int
	sessions map[string]string // session: token, "+" after a login
	wrong    int
}

const password = "correct & horse"

func (a *accounts) session(w http.ResponseWriter, r *http.Request) string {
	if c, err := r.Cookie("SESSID"); err == nil && a.sessions[c.Value] != "" {
		return c.Value
	}
	return a.fresh(w)
}

func (a *accounts) fresh(w http.ResponseWriter) string {
	a.made++
	id := fmt.Sprintf("session-%08d", a.made)
	a.sessions[id] = fmt.Sprintf("t/%d&+%%", a.made)
	http.SetCookie(w, &http.Cookie{Name: "SESSID", Value: id, Path: "/", HttpOnly: true})
	return id
}

func (a *accounts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch r.Method + " " + r.URL.Path {
	case "GET /form":
		token, _ := strings.CutSuffix(a.sessions[a.session(w, r)], "+")
		w.Header().Set("X-Token", token)
		fmt.Fprintf(w, `<form><input name="_token" value="%s"></form>`, strings.ReplaceAll(token, "&", "&amp;"))
	case "POST /enter":
		a.enter(w, r)
	case "GET /home":
		if id := a.session(w, r); !strings.HasSuffix(a.sessions[id], "+") {
			http.Redirect(w, r, "/form", http.StatusFound)
			return
		}
		_, _ = w.Write([]byte("welcome"))
	case "POST /leave":
		delete(a.sessions, a.session(w, r))
		w.WriteHeader(http.StatusNoContent)
	case "POST /echo":
		fmt.Fprintf(w, "%s|%s|%s", r.URL.Query().Get("q"), r.Header.Get("X-Token"), r.FormValue("f"))
	default:
		fmt.Fprintf(w, "%s %s", r.Method, r.RequestURI)
	}
}

func (a *accounts) enter(w http.ResponseWriter, r *http.Request) {
	id := a.session(w, r)
	switch {
	case r.FormValue("_token") != a.sessions[id]:
		w.WriteHeader(http.StatusForbidden)
	case a.wrong >= 3 || r.FormValue("password") != password:
		a.wrong++
		w.WriteHeader(http.StatusUnprocessableEntity)
	default:
		delete(a.sessions, id)
		id = a.fresh(w)
		a.sessions[id] += "+"
		http.Redirect(w, r, "/home", http.StatusFound)
	}
}

func form() *Call {
	return Get("/form").Capture("csrf", query.CSS, "input[name=_token]@value")
}

func enter(password string) *Call {
	return Post("/enter").Form("user", "smoke", "password", password, "_token", Captured("csrf"))
}

func loginTo(p *Endpoint, password string) *Login {
	return p.Login("smoke", func(s *Session) {
		s.Do(form())
		s.Check(enter(password), HaveStatus(302), HaveCookie("SESSID", Cookie{HTTPOnly: &yes}), Because("login"))
	})
}

func writable(name, address string) inventory.Endpoint {
	e := under(name, address)
	e.Writes = true
	return e
}

func init() {
	for name, s := range sessionScenarios {
		scenarios[name] = s
	}
}

var sessionScenarios = map[string]func(*server) suite.Options{
	"login": func(s *server) suite.Options {
		Describe("app", func(p *Endpoint) {
			smoke := loginTo(p, Secret("password", "SMOKE_PASSWORD", password))
			p.Check(Get("/home").As(smoke), HaveStatus(200), HaveBody("welcome"))
			p.Check(Get("/home?2").As(smoke), HaveStatus(200))
			p.Check(Get("/home"), HaveStatus(302))
			p.Session("logout", func(s *Session) {
				s.Login(smoke)
				s.Check(Post("/leave"), HaveStatus(204))
				s.Check(Get("/home?3"), HaveStatus(302))
			})
			p.Session("fixation", func(s *Session) {
				s.Do(form().CaptureCookie("before", "SESSID"))
				s.Check(enter(Secret("password", "SMOKE_PASSWORD", password)), Late(func(bind func(string) string) []*Matcher {
					before := bind(Captured("before"))
					return []*Matcher{HaveCookie("SESSID", Cookie{Not: &before})}
				}))
			})
			p.Session("wrong password", func(s *Session) {
				s.Do(form())
				s.Check(enter("wrong").Once(), HaveStatus(422))
			})
			p.Session("wrong password again", func(s *Session) {
				s.Do(form())
				s.Check(enter("wrong").Once(), HaveStatus(422), Not(HaveHeader("Location")))
			})
		})
		return against(writable("shop", s.Listener.Addr().String()))
	},
	"old ids": func(s *server) suite.Options {
		Describe("app", func(p *Endpoint) {
			with := func(name string) *Call {
				return Get("/home?"+name).Anonymous().Header("Cookie", "SESSID="+Captured(name))
			}
			p.Session("old ids", func(s *Session) {
				s.Do(form().CaptureCookie("before", "SESSID"))
				s.Do(enter(Secret("password", "SMOKE_PASSWORD", password)).CaptureCookie("after", "SESSID"))
				s.Check(with("before"), HaveStatus(302), HaveCookie("SESSID", Cookie{HTTPOnly: &yes}), Because("passed"))
				s.Check(with("after"), HaveStatus(302), Because("failed"))
				s.Check(Get("/home?nobody").Anonymous(), HaveStatus(302), Because("passed"))
				s.Check(Get("/home"), HaveBody("welcome"), Because("passed")) // what nobody was given is not ours
				s.Do(Post("/leave"))
				s.Check(with("after").Query("left", "1"), HaveStatus(302), Because("passed"))
			})
		})
		return against(writable("shop", s.Listener.Addr().String()))
	},
	"rate": func(s *server) suite.Options {
		Describe("app", func(p *Endpoint) {
			smoke := loginTo(p, password)
			p.Check(Get("/home").As(smoke), HaveStatus(200))
			p.Check(Get("/old").Follow(), HaveStatus(200))
			p.Check(Get("/starting"), HaveStatus(200), EventuallyWithin(time.Minute, time.Millisecond))
			p.Session("own", func(s *Session) {
				s.Login(smoke)
				s.Check(Post("/leave"), HaveStatus(204))
				s.Check(Get("/home").Anonymous(), HaveStatus(302))
			})
			p.Session("wrong password", func(s *Session) {
				s.Do(form())
				s.Check(enter("wrong").Once(), HaveStatus(422))
			})
		})
		e := writable("shop", s.Listener.Addr().String())
		e.Rate = 50
		return against(e)
	},
	"login fails": func(s *server) suite.Options {
		Describe("app", func(p *Endpoint) {
			smoke := loginTo(p, "wrong")
			p.Check(Get("/home").As(smoke), HaveStatus(200))
			p.Check(Get("/public").As(smoke), HaveStatus(200))
			p.Session("logout", func(s *Session) {
				s.Login(smoke)
				s.Check(Post("/leave"), HaveStatus(204))
			})
			p.Check(Get("/public?2"), HaveStatus(200))
		})
		return against(writable("shop", s.Listener.Addr().String()))
	},
	"login without writes": func(s *server) suite.Options {
		Describe("app", func(p *Endpoint) {
			smoke := loginTo(p, password)
			p.Check(Get("/home").As(smoke), HaveStatus(200))
		})
		Describe("only writes", At("dead"), func(p *Endpoint) { p.Check(Post("/enter"), HaveStatus(403)) })
		return against(under("shut", s.Listener.Addr().String()))
	},
	"only refused writes": func(s *server) suite.Options {
		Describe("app", func(p *Endpoint) { p.Check(Post("/enter"), HaveStatus(403)) })
		return against(under("shut", s.Listener.Addr().String()))
	},
	"login, nobody answers": func(s *server) suite.Options {
		Describe("app", func(p *Endpoint) {
			smoke := loginTo(p, password)
			p.Check(Get("/home").As(smoke), Not(HaveStatus(500)))
			p.Session("logout", func(s *Session) {
				s.Login(smoke)
				s.Check(Post("/leave"), HaveStatus(204))
			})
			p.Session("own", func(s *Session) {
				s.Check(Get("/one"), BeRefused())
				s.Check(Get("/two"), BeRefused())
			})
		})
		return against(writable("gone", s.dead))
	},
	"login by its users alone": func(s *server) suite.Options {
		Describe("app", func(p *Endpoint) {
			smoke := loginTo(p, password)
			p.Check(Get("/home").As(smoke), HaveStatus(200), ginkgo.Label("wanted"))
			p.Login("nobody's", func(s *Session) { s.Check(Get("/nobody"), HaveStatus(200)) })
			p.Session("other", func(s *Session) { s.Check(Get("/other"), HaveStatus(200)) })
			p.Session("begun", func(s *Session) {
				s.Check(Get("/first"), HaveStatus(200))
				s.Check(Get("/second"), HaveStatus(200), ginkgo.Label("wanted"))
				s.Check(Get("/third"), HaveStatus(200))
			})
		})
		o := against(writable("shop", s.Listener.Addr().String()))
		o.LabelFilter = "wanted"
		return o
	},
	"encoded": func(s *server) suite.Options {
		Describe("app", func(p *Endpoint) {
			p.Session("encoded", func(s *Session) {
				s.Do(Get("/form").Capture("t", query.CSS, "input@value").CaptureHeader("h", "X-Token"))
				want := Late(func(bind func(string) string) []*Matcher {
					t := bind(Captured("t"))
					return []*Matcher{HaveBody(t + "|" + t + "|" + t), HaveBodyMatching("^" + BindPattern(Captured("h"), bind))}
				})
				s.Check(Post("/echo").Query("q", Captured("t")).Header("X-Token", Captured("h")).Form("f", Captured("t")), want)
				s.Check(Post("/echo?q="+Captured("t")).Header("X-Token", Captured("t")).Form("f", Captured("h")), want)
				s.Check(Get("/of/"+Captured("t")), HaveBody("GET /of/t%2F1%26%2B%25"))
			})
		})
		return against(writable("shop", s.Listener.Addr().String()))
	},
	"mistakes": func(s *server) suite.Options {
		Describe("app", func(p *Endpoint) {
			ok := HaveStatus(200)
			smoke := loginTo(p, password)
			p.Check(Get("/"+Captured("nobody")), ok)
			p.Check(Get("/").Capture("x", query.CSS, "a"), ok)
			p.Check(Get("/").Form("odd"), ok)
			p.Check(Get("/").As(smoke), HaveBody(Captured("csrf")))
			csrf := Captured("csrf")
			p.Check(Get("/cookie").As(smoke), Not(HaveCookie("SESSID", Cookie{Not: &csrf})))
			p.Session("empty", func(*Session) {})
			p.Session("no body")
			p.Session("expects nothing", func(s *Session) { s.Do(Get("/")) })
			p.Session("twice", func(s *Session) { s.Check(Get("/"), ok) })
			p.Session("twice", func(s *Session) { s.Check(Get("/"), ok) })
			p.Session("before its time", func(s *Session) {
				s.Check(enter(password), ok)
				s.Do(form())
			})
			p.Session("late login", func(s *Session) {
				s.Check(Get("/"), ok)
				s.Login(smoke)
			})
			p.Session("skips", func(s *Session) { s.Check(Get("/"), ok, Skip("today")) })
			p.Session("as", func(s *Session) { s.Check(Get("/").As(smoke), ok) })
			p.Check(Get("/nobody").Anonymous(), ok)
			p.Session("nobody, once", func(s *Session) { s.Check(Get("/").Anonymous().Once(), ok) })
			p.Session("no matcher", func(s *Session) { s.Check(Get("/")) })
			p.Session("bad question", func(s *Session) { s.Do(Get("/").Capture("x", query.CSS, "a[")) })
			p.Login("says nothing", func(s *Session) { s.Do(form()) })
			p.Login("left out", Skip("today"), func(s *Session) { s.Check(Get("/"), ok) })
			Env("FLEETSPEC_TEST_NOT_SET")
		})
		return against(writable("shop", s.Listener.Addr().String()))
	},
	"secret comes back": func(s *server) suite.Options {
		Describe("app", func(p *Endpoint) {
			p.Check(Post("/echo").Form("f", Secret("password", "SMOKE_PASSWORD", password)), HaveBody("nothing"))
		})
		return against(writable("shop", s.Listener.Addr().String()))
	},
	"same to a reader": func(s *server) suite.Options {
		Describe("app", func(p *Endpoint) {
			for _, c := range [][2]string{{"a", "passed"}, {"b", "failed"}} {
				p.Check(Post("/echo").Form("f", c[0]), HaveStatus(200), HaveBody("||a"), Because(c[1]))
			}
		})
		return against(writable("shop", s.Listener.Addr().String()))
	},
}
