package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/outcome"
)

// JUnit writes the run as JUnit XML, by the rules of Jenkins's junit-10.xsd, which GitLab,
// GitHub's actions and Azure read too: one test case per spec, whatever the number of
// targets; a case fails when its spec failed on one of them, and is an error when it could not be told on one.
// Names hold no line numbers, so that a spec keeps its history.
// What makes the run as a whole untrustworthy is an error in a suite of its own: errors and failures are none
// only when the run's verdict is passed.
func JUnit(w io.Writer, run *outcome.Run) error {
	suites := suitesOf(run)
	var b bytes.Buffer
	b.WriteString(xml.Header)
	x := &junit{e: xml.NewEncoder(&b)}
	x.e.Indent("", "  ")
	all := total(suites)
	x.open("testsuites", append([]xml.Attr{attr("name", title(run))}, all.attrs(false)...)...)
	for i, s := range suites {
		x.suite(i, s, run)
	}
	x.close("testsuites")
	if err := x.e.Close(); err != nil && x.err == nil {
		x.err = err
	}
	if x.err != nil {
		return fmt.Errorf("encode report: %w", x.err)
	}
	b.WriteByte('\n')
	_, err := w.Write(xmlWithoutCommands(b.Bytes()))
	return err
}

func title(run *outcome.Run) string {
	if run.Title == "" {
		return "fleetspec"
	}
	return run.Title
}

// junit writes tokens until the first error.
type junit struct {
	e   *xml.Encoder
	err error
}

func attr(name, value string) xml.Attr {
	return xml.Attr{Name: xml.Name{Local: name}, Value: hosttext.Visible(value)}
}

func (x *junit) token(t xml.Token) {
	if x.err == nil {
		x.err = x.e.EncodeToken(t)
	}
}

func (x *junit) open(name string, attrs ...xml.Attr) {
	x.token(xml.StartElement{Name: xml.Name{Local: name}, Attr: attrs})
}

func (x *junit) close(name string) { x.token(xml.EndElement{Name: xml.Name{Local: name}}) }

// element writes one that holds nothing but text.
func (x *junit) element(name, text string, attrs ...xml.Attr) {
	x.open(name, attrs...)
	if text != "" {
		x.token(xml.CharData(text))
	}
	x.close(name)
}

// timestamp is ISO 8601 in UTC without a zone, as the schema wants it.
const timestamp = "2006-01-02T15:04:05"

func (x *junit) suite(id int, s *testSuite, run *outcome.Run) {
	attrs := append([]xml.Attr{attr("name", s.name)}, s.sums().attrs(true)...)
	attrs = append(attrs, attr("id", strconv.Itoa(id)))
	if !run.Began.IsZero() {
		attrs = append(attrs, attr("timestamp", run.Began.UTC().Format(timestamp)))
	}
	x.open("testsuite", attrs...)
	for _, c := range s.cases {
		x.testCase(c)
	}
	x.close("testsuite")
}

func (x *junit) testCase(c *testCase) {
	x.open("testcase", attr("classname", c.class), attr("name", c.name), attr("time", clock(c.seconds)))
	switch c.outcome() {
	case outcome.Failed:
		x.element("failure", c.body(), attr("message", c.summary()), attr("type", "failed"))
	case outcome.Unknown:
		x.element("error", c.body(), attr("message", c.summary()), attr("type", "unknown"))
	case outcome.Skipped:
		x.element("skipped", "", attr("message", c.summary()))
	}
	if out := c.output(); out != "" {
		x.element("system-out", out)
	}
	x.close("testcase")
}

func clock(s float64) string { return strconv.FormatFloat(seconds(s), 'f', 3, 64) }

// sums are what suites count.
type sums struct {
	tests, failures, errors, skipped int
	seconds                          float64
}

func (s sums) attrs(skipped bool) []xml.Attr {
	out := []xml.Attr{attr("tests", strconv.Itoa(s.tests)), attr("failures", strconv.Itoa(s.failures)),
		attr("errors", strconv.Itoa(s.errors))}
	if skipped { // the schema has it for a suite only
		out = append(out, attr("skipped", strconv.Itoa(s.skipped)))
	}
	return append(out, attr("time", clock(s.seconds)))
}

func total(suites []*testSuite) sums {
	var t sums
	for _, s := range suites {
		one := s.sums()
		t.tests += one.tests
		t.failures += one.failures
		t.errors += one.errors
		t.skipped += one.skipped
		t.seconds += one.seconds
	}
	return t
}

// limit keeps one text readable for parsers that refuse huge ones (libxml2: 10 MB).
func limit(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + fmt.Sprintf("\n… and %d more bytes", len(text)-most)
}
