package report

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

func TestParseDestination(t *testing.T) {
	for text, want := range map[string]Destination{
		"junit=report.xml": {"junit", "report.xml"},
		"json=-":           {"json", "-"},
		"json=a=b.json":    {"json", "a=b.json"},
	} {
		if got, err := ParseDestination(text); err != nil || got != want {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
	for text, want := range map[string]string{
		"junti=x":    `there is no kind "junti"; did you mean "junit"?`,
		"JSON=x":     `did you mean "json"?`,
		"html=x":     "KIND=FILE, with the kinds json, junit",
		"report.xml": "KIND=FILE",
		"":           "KIND=FILE",
		"junit":      "write junit=FILE, or junit=- for standard output",
		"json=":      "no file",
		"json=a\x00": "NUL",
		"\x1b[1m=x":  `\x1b[1m`,
	} {
		_, err := ParseDestination(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		} else if r, bad := raw(err.Error()); bad {
			t.Errorf("%q: %U in the error", text, r)
		}
	}
}

func FuzzParseDestination(f *testing.F) {
	f.Add("junit=report.xml")
	f.Add("json=-")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDestination(text)
		if err == nil && (kinds[d.Kind] == nil || d.Path == "" || d.Kind+"="+d.Path != text) {
			t.Errorf("%q is %+v", text, d)
		}
	})
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// only fails when the folder holds anything but these files.
func only(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		t.Errorf("folder holds %q, want %q", got, names)
	}
}

func TestWriteSeveral(t *testing.T) {
	dir := t.TempDir()
	to := []Destination{{"junit", filepath.Join(dir, "a.xml")}, {"json", filepath.Join(dir, "b.json")}, {"json", "-"}}
	if err := Prepare(to); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Write(to, fleet(), &out); err != nil {
		t.Fatal(err)
	}
	only(t, dir, "a.xml", "b.json")
	if !strings.Contains(read(t, to[0].Path), "<testsuites name=\"web.yaml\"") {
		t.Error("a.xml is no JUnit report")
	}
	if out.String() != read(t, to[1].Path) {
		t.Error("the two JSON reports differ")
	}
}

// A run that is killed must not leave the verdict of the one before.
func TestPrepareLeavesNoOldVerdict(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "r.json")
	to := []Destination{{"json", path}, {"junit", filepath.Join(dir, "r.xml")}}
	if err := Write(to, many(1, nil), nil); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(read(t, path), `"verdict":"passed"`) {
		t.Fatal("the first run has not passed")
	}
	if err := Prepare(to); err != nil {
		t.Fatal(err)
	}
	var j struct {
		Verdict  outcome.Outcome
		Problems []string
	}
	if err := json.Unmarshal([]byte(read(t, path)), &j); err != nil || j.Verdict != outcome.Unknown || len(j.Problems) != 1 {
		t.Errorf("%+v, %v", j, err)
	}
	x, err := parse([]byte(read(t, to[1].Path)))
	if err != nil || x.attrs["errors"] != "1" {
		t.Errorf("%+v, %v", x, err)
	}
}

func TestPrepareRefusesBeforeTheRun(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		to   []Destination
		want string
	}{
		"a folder that is not there": {[]Destination{{"json", filepath.Join(dir, "no", "r.json")}}, "no such file or directory"},
		"a file as a folder":         {[]Destination{{"json", filepath.Join(file, "r.json")}}, "not a directory"},
		"a folder":                   {[]Destination{{"json", dir}}, "is a directory"},
		"a folder to be":             {[]Destination{{"json", filepath.Join(dir, "new") + "/"}}, "is a directory"},
		"the same file twice":        {[]Destination{{"json", file}, {"junit", dir + "/./file"}}, "same place"},
		"standard output twice":      {[]Destination{{"json", "-"}, {"junit", "-"}}, "same place"},
	} {
		t.Run(name, func(t *testing.T) {
			err := Prepare(c.to)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), ".fleetspec-") {
				t.Errorf("error %v, want %q", err, c.want)
			}
		})
	}
	only(t, dir, "file")
}

func TestKeepsModeAndLink(t *testing.T) {
	dir := t.TempDir()
	real, link := filepath.Join(dir, "real"), filepath.Join(dir, "link")
	if err := os.WriteFile(real, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real", link); err != nil {
		t.Fatal(err)
	}
	if err := Write([]Destination{{"json", link}}, many(1, nil), nil); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(real)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v, %v", info.Mode(), err)
	}
	if !strings.HasPrefix(read(t, real), `{"version":1`) {
		t.Error("the linked file was not written")
	}
}

func TestAReaderSeesTheOldReportWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r.json")
	to := []Destination{{"json", path}}
	if err := Prepare(to); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := Write(to, fleet(), nil); err != nil {
		t.Fatal(err)
	}
	if old, err := io.ReadAll(f); err != nil || !strings.Contains(string(old), "did not come to its end") {
		t.Errorf("the file was written in place: %v, %.200q", err, old)
	}
}

// Devices themselves are left alone by tests: a mistake would replace them for the whole machine.
func TestPipesAreWrittenInPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	to := []Destination{{"json", path}}
	if err := Prepare(to); err != nil { // must not wait for a reader
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Fatalf("the pipe was replaced: %v, %v", info.Mode(), err)
	}
	got := make(chan string)
	go func() { got <- read(t, path) }()
	if err := Write(to, fleet(), nil); err != nil {
		t.Fatal(err)
	}
	if text := <-got; !strings.HasPrefix(text, `{"version":1,"verdict":"failed"`) {
		t.Errorf("read %.80q", text)
	}
}

func TestOneReportThatFailsKeepsNoOther(t *testing.T) {
	dir := t.TempDir()
	good := Destination{"json", filepath.Join(dir, "r.json")}
	err := Write([]Destination{{"junit", filepath.Join(dir, "no", "r.xml")}, good}, fleet(), nil)
	if err == nil || !strings.Contains(err.Error(), "r.xml") {
		t.Errorf("error %v", err)
	}
	read(t, good.Path)
}
