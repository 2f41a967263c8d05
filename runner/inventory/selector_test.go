package inventory

import (
	"testing"

	"github.com/fleetspec/fleetspec/runner/strict"
)

func TestSelectorMatches(t *testing.T) {
	labels := map[string]string{"role": "web", "platform": "ec2", "zone": "eu/1", "empty": ""}
	for selector, want := range map[string]bool{
		"role":                       true,
		"nope":                       false,
		"!role":                      false,
		"! nope":                     true,
		"role=web":                   true,
		"role == web":                true,
		"role=db":                    false,
		"role!=db":                   true,
		"role!=web":                  false,
		"nope!=x":                    true,
		"role in (db,web)":           true,
		"role in ( db )":             false,
		"role notin (db)":            true,
		"role notin (db, web)":       false,
		"nope notin (x)":             true,
		"role=web,platform!=ec2":     false,
		" role = web , zone = eu/1 ": true,
		"in=x":                       false,
		"empty":                      true,
	} {
		s, err := ParseSelector(selector)
		if err != nil {
			t.Errorf("%s: %v", selector, err)
			continue
		}
		if s.Matches(labels) != want {
			t.Errorf("%s: not %v", selector, want)
		}
	}
	if !(Selector{}).Matches(nil) {
		t.Error("the zero selector chooses everything")
	}
}

func TestSelectorErrors(t *testing.T) {
	for selector, want := range map[string]string{
		"":              `selector "", column 1: expected a label, found the end`,
		"role=":         `selector "role=", column 6: expected a value for "role", found the end`,
		"role=web,":     `selector "role=web,", column 10: expected a label, found the end`,
		"role=web db":   `selector "role=web db", column 10: expected , or the end, found "d"`,
		"role is web":   `selector "role is web", column 6: expected =, !=, in or , after "role", found "is"`,
		"role ~ web":    `selector "role ~ web", column 6: expected =, !=, in or , after "role", found "~"`,
		"role in web":   `selector "role in web", column 9: expected ( after in, found "w"`,
		"role in (":     `selector "role in (", column 10: expected a value for "role", found the end`,
		"role in ()":    `selector "role in ()", column 10: expected a value for "role", found ")"`,
		"role in (a b)": `selector "role in (a b)", column 12: expected , or ), found "b"`,
		"é=x":           `selector "é=x", column 1: expected a label, found "é"`,
		"a,é":           `selector "a,é", column 3: expected a label, found "é"`,
		"!role=web":     `selector "!role=web", column 6: expected , or the end, found "="`,
	} {
		if _, err := ParseSelector(selector); err == nil || err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

// In a file the column is the file's.
func TestSelectorInFile(t *testing.T) {
	doc, err := strict.Parse("s.yaml", []byte("targets: \"role=web,,x\"\nonly: role=web\n"))
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Targets Selector `key:"targets"`
		Only    Selector `key:"only"`
	}
	err = doc.Decode(&f, nil)
	if want := `s.yaml:1:20: targets: selector "role=web,,x": expected a label, found ","`; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if f.Only.String() != "role=web" {
		t.Errorf("got %q", f.Only)
	}
}
