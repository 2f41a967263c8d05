package main

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"testing"
	"time"

	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// visitor is a browser of one session, which keeps what the checks capture under the names of curl's variables. What the
// certificate says is not its matter, and redirects are not followed.
type visitor struct {
	t      *testing.T
	client *http.Client
	values map[string]string
}

func visitorOf(t *testing.T, w *fixture.Web) *visitor {
	jar, _ := cookiejar.New(nil) // never fails
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // of loopback
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, w.HTTPS)
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &visitor{t: t, values: map[string]string{}, client: &http.Client{Jar: jar, Timeout: 10 * time.Second, Transport: transport, CheckRedirect: stay}}
}

// walks are the steps of the sessions and of the login in the reference checks, as far as something comes after them.
var walks = map[string][]func(*visitor){
	"login user":                       {(*visitor).form, (*visitor).login},
	"session what a login changes":     {(*visitor).form, (*visitor).login, posting("/logout", "_token", "$CSRF")},
	"session wrong password":           {(*visitor).form, posting("/login", "user", fixture.AppUser, "password", "certainly wrong", "_token", "$CSRF")},
	"session no token":                 {(*visitor).form, posting("/login", "user", fixture.AppUser, "password", fixture.AppPassword)},
	"session a token of nobody":        {(*visitor).form},
	"session unknown user":             {(*visitor).form},
	"session logout":                   {(*visitor).account, posting("/logout", "_token", "$LEAVE")},
	"session an ended session is dead": {(*visitor).form, (*visitor).login, (*visitor).account, posting("/logout", "_token", "$LEAVE")},
	"session unchanged items are not sent again": {func(v *visitor) {
		_, h := v.get("/api/items")
		v.values["TAG"] = h.Get("ETag")
	}},
	"session an item is added and read where the answer says": {},
}

// walk does the first steps of a session and gives what is known then.
func (v *visitor) walk(session string, steps int) map[string]string {
	v.t.Helper()
	all, ok := walks[session]
	if !ok {
		v.t.Errorf("nobody knows the steps of %s", session)
	}
	if session == "session logout" {
		v.form()
		v.login()
	}
	for _, step := range all[:min(steps, len(all))] {
		step(v)
	}
	return v.values
}

var tokenField = regexp.MustCompile(`name="_token" value="([^"]+)"`)

func (v *visitor) form() {
	page, _ := v.get("/login")
	v.values["CSRF"], v.values["BEFORE"] = first(tokenField, page), v.values["SESSID"]
}

func (v *visitor) login() {
	posting("/login", "user", fixture.AppUser, "password", fixture.AppPassword, "_token", "$CSRF")(v)
	v.values["ID"] = v.values["SESSID"]
}

func (v *visitor) account() {
	page, _ := v.get("/account")
	v.values["LEAVE"] = first(tokenField, page)
}

// posting posts a form; $NAME is a value that is known.
func posting(path string, pairs ...string) func(*visitor) {
	return func(v *visitor) {
		form := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			value := pairs[i+1]
			if value[0] == '$' {
				value = v.values[value[1:]]
			}
			form.Set(pairs[i], value)
		}
		v.took(v.client.PostForm(at(path), form))
	}
}

func at(path string) string { return "https://" + fixture.WWW + path }

func (v *visitor) get(path string) (string, http.Header) { return v.took(v.client.Get(at(path))) }

// took reads an answer, and which id the session has now.
func (v *visitor) took(r *http.Response, err error) (string, http.Header) {
	v.t.Helper()
	if err != nil {
		v.t.Error(err)
		return "", nil
	}
	body, err := io.ReadAll(r.Body)
	if err := r.Body.Close(); err != nil {
		v.t.Error(err)
	}
	if err != nil {
		v.t.Error(err)
	}
	u, _ := url.Parse(at("/"))
	for _, c := range v.client.Jar.Cookies(u) {
		if c.Name == "SESSID" {
			v.values["SESSID"] = c.Value
		}
	}
	return string(body), r.Header
}
