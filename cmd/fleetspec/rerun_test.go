package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	fixture "github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// rerun runs the curl commands of failures as they are printed, while the fault is there: they get the same status, headers
// and body. What they leave to the environment is filled in by a visitor's session, led to where the check's own was.
type rerun struct {
	w    *fixture.Web
	runs int
}

// counting are the pages whose body is another each time; of these the digits, and how many, are not compared.
var counting = map[string]string{
	"GET /status":       "NGINX counts the connections, that of curl among them",
	"GET /status?wrong": "NGINX counts the connections, that of curl among them",
}

var digits = regexp.MustCompile(`[0-9]+`)

func newRerun(w *fixture.Web) *rerun { return &rerun{w: w} }

// failures runs the command of each failed result. None is left out.
func (r *rerun) failures(t *testing.T, c checked) {
	t.Helper()
	steps := map[string]int{}
	for _, result := range c.Results {
		session, step, ok := strings.Cut(result.Name, ": ")
		if !ok {
			session, step = "", result.Name
		}
		before := steps[session]
		steps[session]++
		if result.Outcome != "failed" {
			continue
		}
		r.runs++
		values := map[string]string{"PASSWORD": "nothing", "TOKEN": "nothing"} // those that /status and /api/secret are not to take
		switch {
		case session != "":
			values = visitorOf(t, r.w).walk(session, before)
		case strings.Contains(step, " as user"):
			values = visitorOf(t, r.w).walk("login user", 2)
		}
		if strings.Contains(result.Evidence, "$BODY_FILE") {
			values["BODY_FILE"] = uploadOf(t, result.Name, result.Evidence)
		}
		r.one(t, result.Name, result.Evidence, result.Detail, values)
	}
}

// one runs a command and compares.
func (r *rerun) one(t *testing.T, name, command, detail string, values map[string]string) {
	t.Helper()
	cmd := exec.Command("sh", "-u", "-c", command) // -u: what is not filled in ends it
	cmd.Env = append(os.Environ(), "SMOKE_PASSWORD="+fixture.AppPassword)
	for _, k := range slices.Sorted(maps.Keys(values)) {
		cmd.Env = append(cmd.Env, k+"="+values[k])
	}
	out, err := cmd.Output()
	want, answered := sawOf(detail)
	if !answered { // it failed as its certificate did: curl says the same by 60
		if cmd.ProcessState.ExitCode() != 60 {
			t.Errorf("%s: no answer was seen, but curl ended with %d\n%s\n%s", name, cmd.ProcessState.ExitCode(), command, out)
		}
		return
	}
	if err != nil {
		t.Errorf("%s: %v\n%s\n%s", name, err, command, out)
		return
	}
	got := saw{body: -1}
	got.read(string(out))
	if counting[name] != "" {
		got.text, want.text = digits.ReplaceAllString(got.text, "0"), digits.ReplaceAllString(want.text, "0")
		got.body = want.body
	}
	got.compare(t, name+"\n"+command, want)
}

// saw is what is compared of an answer.
type saw struct {
	status, proto string
	lines         []string // of its head, but for what is another each time
	body          int      // its length; -1: not known
	text          string   // how it begins, if it is text
}

var (
	hopStatus = regexp.MustCompile(`^[A-Z]+ \S+: ([0-9]{3}) .*?, HTTP/([0-9.]+) after `)
	bodyLine  = regexp.MustCompile(`^body: ([0-9]+) bytes( that are no text)?`)
	random    = regexp.MustCompile(`\b[0-9a-f]{32}\b|SESSID=[^;]*|\*\*\*`)
)

// sawOf reads what the report shows: of the last hop that was sent. Where a redirect was refused, that is the one before,
// and the report has its status and no more.
func sawOf(detail string) (saw, bool) {
	s := saw{body: -1}
	lines := strings.Split(detail, "\n")
	for i, line := range lines {
		if m := hopStatus.FindStringSubmatch(line); m != nil {
			s.status, s.proto = m[1], strings.TrimSuffix(m[2], ".0")
			continue
		}
		if m := bodyLine.FindStringSubmatch(line); m != nil {
			s.body, _ = strconv.Atoi(m[1])
			var text []string
			for _, l := range lines[i+1:] {
				text = append(text, strings.TrimPrefix(l, "  "))
			}
			s.text = alike(strings.Join(text, "\n"))
			break
		}
		s.line(line)
	}
	return s, s.status != ""
}

// line takes in a line of the head.
func (s *saw) line(line string) {
	name, value, ok := strings.Cut(strings.TrimRight(line, "\r"), ": ")
	switch name = strings.ToLower(name); {
	case !ok || strings.Contains(name, " "):
	case slices.Contains([]string{"date", "expires", "connection", "transfer-encoding", "content-length"}, name):
	default:
		s.lines = append(s.lines, name+": "+alike(value))
	}
}

// read takes in what curl -i shows.
func (s *saw) read(out string) {
	head, body, _ := strings.Cut(out, "\r\n\r\n")
	first, rest, _ := strings.Cut(head, "\r\n")
	version, status, _ := strings.Cut(strings.TrimPrefix(first, "HTTP/"), " ")
	s.proto = version
	s.status, _, _ = strings.Cut(status, " ")
	for line := range strings.SplitSeq(rest, "\n") {
		s.line(line)
	}
	s.body, s.text = len(body), alike(body)
}

// alike is a text without what is another in each session, and without CR, which the report shows as \r.
func alike(text string) string {
	return random.ReplaceAllString(strings.NewReplacer("\r", "", `\r`, "").Replace(text), "…")
}

func (s *saw) compare(t *testing.T, name string, want saw) {
	t.Helper()
	if s.status != want.status || s.proto != want.proto {
		t.Errorf("curl got %s by HTTP/%s, fleetspec %s by %s: %s", s.status, s.proto, want.status, want.proto, name)
	}
	if want.body < 0 {
		return
	}
	slices.Sort(s.lines)
	slices.Sort(want.lines)
	if !slices.Equal(s.lines, want.lines) {
		t.Errorf("curl got the head %q, fleetspec %q: %s", s.lines, want.lines, name)
	}
	if s.body != want.body {
		t.Errorf("curl got %d bytes, fleetspec %d: %s", s.body, want.body, name)
	}
	ascii := !strings.ContainsFunc(s.text, func(r rune) bool { return r == '�' }) // else the report shows it decoded
	if beginning := strings.TrimRight(s.text, "\n"); ascii && !strings.HasPrefix(beginning, strings.TrimRight(want.text, "\n")) {
		t.Errorf("curl got the body %q, fleetspec %q: %s", beginning, want.text, name)
	}
}

var boundary = regexp.MustCompile(`boundary=([A-Za-z0-9-]+)`)

// uploadOf writes the body that is too long for a command line to a file: that of an upload at or over the limit.
func uploadOf(t *testing.T, name, evidence string) string {
	t.Helper()
	size := map[string]int{"POST /upload?at": 1048374, "POST /upload?over": 1048375}[name]
	b := first(boundary, evidence)
	body := "--" + b + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"at.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n" +
		strings.Repeat("x", size) + "\r\n--" + b + "--\r\n"
	file := filepath.Join(t.TempDir(), "body")
	if err := os.WriteFile(file, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func first(re *regexp.Regexp, text string) string {
	if m := re.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}
