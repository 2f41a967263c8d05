package query

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Odd questions to odd bodies, each of which would take seconds at least.
var slow = []struct {
	kind       Kind
	text, body string
}{
	{XPath, "//*[count(//*[count(//*) > 1]) > 1]", "<p>" + strings.Repeat("<b>a</b>", 3000)},
	{XPath, "count(//b/following::b/preceding::b/following::b)", "<p>" + strings.Repeat("<b>a</b>", 3000)},
	{JSONPath, "$..[?@..a]..[?@..a]..[?@..b]", strings.Repeat(`{"a":`, 180) + "[" + strings.Repeat("1,", 200) + "1]" + strings.Repeat("}", 180)},
	{CSS, "c ~ b ~ b ~ b", "<p>" + strings.Repeat("<b>a</b>", 4000)},
}

func TestAQuestionThatTakesTooLongIsGivenUp(t *testing.T) {
	before := patience
	patience = 100 * time.Millisecond
	t.Cleanup(func() { patience = before })
	n := runtime.NumGoroutine()
	for _, c := range slow {
		q, err := Compile(c.kind, c.text)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		found, err := q.Values(Body{Bytes: []byte(c.body)})
		var late *Slow
		if !errors.As(err, &late) || found != nil || !strings.Contains(err.Error(), "took too long") {
			t.Errorf("%s: %d values, %v", q, len(found), err)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s was given up after %v", q, took)
		}
	}
	for range 200 { // what can be stopped was
		if runtime.NumGoroutine() <= n {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("%d questions are still being asked", runtime.NumGoroutine()-n)
}

func TestAQuestionThatFindsTooMuchIsAnError(t *testing.T) {
	q, err := Compile(JSONPath, "$..*..*..*")
	if err != nil {
		t.Fatal(err)
	}
	body := strings.Repeat("[", 150) + strings.Repeat("1,", 3000) + "1" + strings.Repeat("]", 150)
	if found, err := q.All(Body{Bytes: []byte(body)}); err == nil || len(found) > 0 {
		t.Errorf("found %d values, %v", len(found), err)
	}
}

// The library reads as far as it understands and forgets the rest.
func TestAnXPathIsReadToItsEnd(t *testing.T) {
	for _, text := range []string{"//a", "//a | //b", "count(//a)", "string(//a[@b='='])", "//a[1]/..", ".", "*", "//a ", "-1", "//a = 'b'", "//a[text()=')']"} {
		if _, err := Compile(XPath, text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		for _, junk := range []string{")", ")x", " b", " 'x'", "]", " 2", ",", "!", " $", ") =", " is", ")|//b"} {
			if _, err := Compile(XPath, text+junk); err == nil {
				t.Errorf("%q was compiled", text+junk)
			}
		}
	}
}

func TestValuesHaveTypes(t *testing.T) {
	json := `{"a":"1","b":1.50,"c":true,"d":null,"e":[1,{"x":"<"}]}`
	for _, c := range []struct {
		kind             Kind
		text, body, want string
		typ              Type
	}{
		{JSONPath, "$.a", json, "1", Text},
		{JSONPath, "$.b", json, "1.50", Number},
		{JSONPath, "$.c", json, "true", Truth},
		{JSONPath, "$.d", json, "null", Null},
		{JSONPath, "$.e", json, `[1,{"x":"<"}]`, Tree},
		{XPath, "count(//p)", "<p>1", "1", Number},
		{XPath, "//p = 1", "<p>1", "true", Truth},
		{XPath, "string(//p)", "<p>1", "1", Text},
		{XPath, "//p", "<p>1", "1", Text},
		{CSS, "p", "<p>1", "1", Text},
		{Regex, "[0-9]", "<p>1", "1", Text},
	} {
		q, err := Compile(c.kind, c.text)
		if err != nil {
			t.Fatal(err)
		}
		found, err := q.Values(Body{Bytes: []byte(c.body)})
		if err != nil || len(found) != 1 || found[0] != (Value{Text: c.want, Type: c.typ, Typed: c.kind == JSONPath}) {
			t.Errorf("%s: %v, %v", q, found, err)
		}
	}
}

func TestNumbersAreExactAndBounded(t *testing.T) {
	a, err := ParseNumber("1.0")
	b, err2 := ParseNumber("10e-1")
	if err != nil || err2 != nil || a.Cmp(b) != 0 {
		t.Errorf("%v %v, %v %v", a, b, err, err2)
	}
	for _, text := range []string{"", "1e999999999", "NaN", "0x1", "1_0", "1/2", " 1", strings.Repeat("9", 500)} {
		if n, err := ParseNumber(text); err == nil {
			t.Errorf("%q is %v", text, n)
		}
	}
}
