package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// element is a parsed one, in a form that rules can be asked of.
type element struct {
	name     string
	attrs    map[string]string
	text     string
	children []*element
}

func parse(b []byte) (*element, error) {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.Strict = true
	root := &element{}
	stack := []*element{root}
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			if len(root.children) != 1 {
				return nil, fmt.Errorf("%d root elements", len(root.children))
			}
			return root.children[0], nil
		}
		if err != nil {
			return nil, err
		}
		top := stack[len(stack)-1]
		switch tok := tok.(type) {
		case xml.StartElement:
			e := &element{name: tok.Name.Local, attrs: map[string]string{}}
			for _, a := range tok.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			top.children = append(top.children, e)
			stack = append(stack, e)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.text += string(tok)
		}
	}
}

func (e *element) all(name string) []*element {
	var out []*element
	for _, c := range e.children {
		if c.name == name {
			out = append(out, c)
		}
		out = append(out, c.all(name)...)
	}
	return out
}

// rules are those of Jenkins's junit-10.xsd for what is used here: the attributes (those with ! must be
// there) and children of each element.
var rules = map[string]struct{ attrs, children string }{
	"testsuites": {"name time tests failures errors disabled", "testsuite"},
	"testsuite":  {"name! tests failures errors group time skipped timestamp hostname id package file log url version", "testsuite properties testcase system-out system-err"},
	"testcase":   {"name! time classname group", "skipped error failure system-out system-err"},
	"failure":    {"type message", ""},
	"error":      {"type message", ""},
	"skipped":    {"type message", ""},
	"system-out": {"", ""},
}

var (
	number  = regexp.MustCompile(`^\d+$`)
	decimal = regexp.MustCompile(`^\d+\.\d{3}$`)
	stamp   = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`)
	forms   = map[string]*regexp.Regexp{"tests": number, "failures": number, "errors": number, "skipped": number, "id": number, "time": decimal, "timestamp": stamp}
)

func (e *element) check() error {
	rule, known := rules[e.name]
	if !known {
		return fmt.Errorf("element %s is not in the schema", e.name)
	}
	for name, value := range e.attrs {
		if !has(strings.ReplaceAll(rule.attrs, "!", ""), name) {
			return fmt.Errorf("%s has no attribute %s", e.name, name)
		}
		if strings.ContainsAny(value, "\n\t\r") {
			return fmt.Errorf("%s: %s has several lines: %q", e.name, name, value)
		}
		if form := forms[name]; form != nil && !form.MatchString(value) {
			return fmt.Errorf("%s: %s=%q", e.name, name, value)
		}
	}
	for _, name := range strings.Fields(rule.attrs) {
		if must, ok := strings.CutSuffix(name, "!"); ok && e.attrs[must] == "" {
			return fmt.Errorf("%s lacks %s", e.name, must)
		}
	}
	verdicts := 0
	for _, c := range e.children {
		if !has(rule.children, c.name) {
			return fmt.Errorf("%s must not hold %s", e.name, c.name)
		}
		if has("failure error skipped", c.name) {
			verdicts++
		}
		if err := c.check(); err != nil {
			return err
		}
	}
	if verdicts > 1 {
		return fmt.Errorf("testcase %q has %d verdicts", e.attrs["name"], verdicts)
	}
	return nil
}

func has(words, word string) bool { return strings.Contains(" "+words+" ", " "+word+" ") }

// addsUp compares each suite's counts with its cases, and the whole's with its suites.
func (e *element) addsUp() error {
	sum := map[string]int{}
	names := map[string]bool{}
	for _, s := range e.children {
		for name, want := range map[string]int{"tests": len(s.all("testcase")), "failures": len(s.all("failure")), "errors": len(s.all("error")), "skipped": len(s.all("skipped"))} {
			if s.attrs[name] != strconv.Itoa(want) {
				return fmt.Errorf("suite %q: %s=%s, but there are %d", s.attrs["name"], name, s.attrs[name], want)
			}
			sum[name] += want
		}
		for _, c := range s.children {
			key := c.attrs["classname"] + "\x00" + c.attrs["name"]
			if names[key] {
				return fmt.Errorf("two cases are %q", key)
			}
			names[key] = true
		}
	}
	for _, name := range []string{"tests", "failures", "errors"} {
		if e.attrs[name] != strconv.Itoa(sum[name]) {
			return fmt.Errorf("whole: %s=%s, but there are %d", name, e.attrs[name], sum[name])
		}
	}
	return nil
}

// junitOf gives a run's report, checked: well-formed, by the schema, counts that add up, and a
// verdict that is the run's.
func junitOf(t *testing.T, run *outcome.Run) *element {
	t.Helper()
	var b bytes.Buffer
	if err := JUnit(&b, run); err != nil {
		t.Fatal(err)
	}
	e, err := parse(b.Bytes())
	if err != nil {
		t.Fatalf("%v\n%.3000s", err, b.Bytes())
	}
	if err := e.check(); err != nil {
		t.Fatalf("%v\n%.3000s", err, b.Bytes())
	}
	if err := e.addsUp(); err != nil {
		t.Fatalf("%v\n%.3000s", err, b.Bytes())
	}
	clean := e.attrs["failures"] == "0" && e.attrs["errors"] == "0"
	if passed := run.Verdict() == outcome.Passed; clean != passed {
		t.Fatalf("verdict %s, but failures=%s errors=%s", run.Verdict(), e.attrs["failures"], e.attrs["errors"])
	}
	return e
}
