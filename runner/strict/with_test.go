package strict

import "testing"

// What is read with other variables tells its problems with all others, in the file's order.
func TestPartsOfAFileMayHaveVariablesOfTheirOwn(t *testing.T) {
	doc, err := Parse("x.yaml", []byte("a: \"${one} ${two}\"\nb: { c: \"${one} ${two}\" }\n"))
	if err != nil {
		t.Fatal(err)
	}
	root := doc.Root(Vars{"one": {Text: "1"}})
	b, _ := root.Get("b")
	var inner struct {
		C string `key:"c"`
	}
	if !b.With(Vars{"one": {Text: "I"}, "two": {Text: "II"}}).Decode(&inner) || inner.C != "I II" {
		t.Errorf("%q %v", inner.C, root.Err())
	}
	a, _ := root.Get("a")
	a.Text("a text")
	b.With(nil).Decode(&inner)
	if got := root.Err(); got == nil || got.Error() != "x.yaml:1:12: a: undefined variable \"two\" (known: one)\n"+
		"x.yaml:2:10: b.c: undefined variable \"one\"\nx.yaml:2:17: b.c: undefined variable \"two\"" {
		t.Error(got)
	}
}
