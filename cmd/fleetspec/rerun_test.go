package main

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// rerun runs the curl commands of failures as they are printed, while the fault is there. What they leave to the
// environment, since it is secret or of one session, is filled in as a person would: from a session of their own.
type rerun struct {
	w      *fixture.Web
	runs   int
	unable []string
}

func newRerun(t *testing.T, w *fixture.Web) *rerun {
	t.Helper()
	return &rerun{w: w}
}

var (
	variable  = regexp.MustCompile(`\$\{?([A-Z][A-Z0-9_]*)`)
	hopStatus = regexp.MustCompile(`(?m)^[A-Z]+ \S+: ([0-9]{3}) `)
	kindLine  = regexp.MustCompile(`(?mi)^content-type: *(.*?)\r?$`)
	statuses  = regexp.MustCompile(`(?m)^HTTP/[0-9.]+ ([0-9]{3})`)
)

// failures runs the command of each failed result: status and media type are what fleetspec saw.
func (r *rerun) failures(t *testing.T, c checked) {
	t.Helper()
	for _, result := range c.Results {
		hops := hopStatus.FindAllStringSubmatch(result.Detail, -1)
		if result.Outcome != "failed" || len(hops) == 0 || strings.Contains(result.Detail, ": not sent") {
			continue
		}
		env := os.Environ()
		known := r.values(result.Name)
		known["BODY_FILE"] = uploadOf(t, result.Name, result.Evidence)
		able := true
		for _, m := range variable.FindAllStringSubmatch(result.Evidence, -1) {
			value, ok := known[m[1]]
			if m[1] == "SMOKE_PASSWORD" {
				continue
			}
			if !ok || value == "" {
				able = false
				r.unable = append(r.unable, t.Name()+": "+result.Name+": $"+m[1])
				break
			}
			env = append(env, m[1]+"="+value)
		}
		if !able {
			continue
		}
		r.runs++
		cmd := exec.Command("sh", "-c", result.Evidence)
		cmd.Env = env
		out, err := cmd.CombinedOutput()
		head, _, _ := strings.Cut(string(out), "\r\n\r\n")
		got := statuses.FindStringSubmatch(head)
		if err != nil || got == nil {
			t.Errorf("%s: %v\n%s\n%s", result.Name, err, result.Evidence, out)
			continue
		}
		if want := hops[len(hops)-1][1]; got[1] != want {
			t.Errorf("%s: curl has the status %s, fleetspec saw %s\n%s", result.Name, got[1], want, result.Evidence)
		}
		if saw, curls := kindOf(result.Detail), kindOf(head); saw != curls {
			t.Errorf("%s: curl has the content type %q, fleetspec saw %q\n%s", result.Name, curls, saw, result.Evidence)
		}
	}
}

var boundary = regexp.MustCompile(`boundary=([A-Za-z0-9-]+)`)

// uploadOf writes the body that is too long for a command line to a file: that of an upload at or over the limit.
func uploadOf(t *testing.T, name, evidence string) string {
	t.Helper()
	size := map[string]int{"POST /upload?at": 1048374, "POST /upload?over": 1048375}[name]
	b := first(boundary, evidence)
	if size == 0 || b == "" {
		return ""
	}
	body := "--" + b + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"at.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n" +
		strings.Repeat("x", size) + "\r\n--" + b + "--\r\n"
	file := filepath.Join(t.TempDir(), "body")
	if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func kindOf(headers string) string {
	if m := kindLine.FindStringSubmatch(headers); m != nil {
		return strings.TrimSpace(m[1])
	}
	return ""
}

var tokenField = regexp.MustCompile(`name="_token" value="([^"]+)"`)

// values are those of a session of one's own: before a login for what is asked of it, else logged in.
func (r *rerun) values(name string) map[string]string {
	client := r.client()
	page, before := r.get(client, "/login")
	token := first(tokenField, page)
	out := map[string]string{"SESSID": before, "BEFORE": before, "CSRF": token, "TOKEN": "nothing"}
	if strings.HasSuffix(name, "/login") && !strings.Contains(name, " as ") {
		return out
	}
	response, err := client.PostForm("https://"+fixture.WWW+"/login", url.Values{"user": {fixture.AppUser}, "password": {fixture.AppPassword}, "_token": {token}})
	if err != nil {
		return out
	}
	_ = response.Body.Close()
	account, id := r.get(client, "/account")
	out["SESSID"], out["ID"], out["LEAVE"] = id, id, first(tokenField, account)
	return out
}

func first(re *regexp.Regexp, text string) string {
	if m := re.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}

// get gives a page and the session's id after it.
func (r *rerun) get(client *http.Client, path string) (page, id string) {
	at := "https://" + fixture.WWW + path
	response, err := client.Get(at)
	if err != nil {
		return "", ""
	}
	body, _ := io.ReadAll(response.Body) // what is not there is not found in it
	_ = response.Body.Close()
	u, _ := url.Parse(at)
	for _, c := range client.Jar.Cookies(u) {
		if c.Name == "SESSID" {
			id = c.Value
		}
	}
	return string(body), id
}

// client is a browser of one session; what the certificate says is not its matter.
func (r *rerun) client() *http.Client {
	jar, _ := cookiejar.New(nil) // never fails
	return &http.Client{Jar: jar, Timeout: 10 * time.Second, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, r.w.HTTPS)
		},
	}}
}

// report tells how many were run; all have to be.
func (r *rerun) report(t *testing.T) {
	t.Helper()
	t.Logf("%d commands were run", r.runs)
	if r.runs < 40 {
		t.Errorf("only %d commands were run", r.runs)
	}
	if len(r.unable) > 0 {
		t.Errorf("%d commands could not be filled in: %q", len(r.unable), r.unable)
	}
}
