package query

import (
	"strings"
	"testing"
)

// What RFC 9535 says where other JSONPaths, and libraries of this one, do otherwise. The wanted values are in the order of
// the body; "!" is a path that must not be compiled.
func TestPathsOfRFC9535(t *testing.T) {
	const store = `{"a":[0,1,2,3,4,5],"b":{"x":1,"y":null,"z":"é"},"c":[{"n":1,"t":"ab"},{"n":2.0,"t":"b"},{"n":"2"},{"m":null},[]],"'":"quote","\"":"double","k k":1,"":0,"☺":"face"}`
	for name, c := range map[string]struct{ path, want string }{
		"a name in quotes":           {`$['k k']`, "1"},
		"in double ones":             {`$["k k"]`, "1"},
		"a quote in a name":          {`$['\'']`, "quote"},
		"a double one":               {`$["\""]`, "double"},
		"an escape":                  {`$['\u263A']`, "face"},
		"a name beyond ASCII, short": {`$.☺`, "face"},
		"the empty name":             {`$['']`, "0"},
		"the case of a name counts":  {`$.B`, ""},
		"a dot does not go deeper":   {`$['b.x']`, ""},
		"blanks between":             {"$ .a [ 0 ]", "0"},
		"null is a value":            {`$.b.y`, "null"},
		"from the end":               {`$.a[-1]`, "5"},
		"beyond the end":             {`$.a[9]`, ""},
		"beyond the beginning":       {`$.a[-9]`, ""},
		"an index of an object":      {`$.b[0]`, ""},
		"a name of a list":           {`$.a.x`, ""},
		"a slice":                    {`$.a[1:3]`, "1|2"},
		"a slice to the end":         {`$.a[4:]`, "4|5"},
		"a slice from the end":       {`$.a[-2:]`, "4|5"},
		"every second":               {`$.a[::2]`, "0|2|4"},
		"backwards":                  {`$.a[::-2]`, "5|3|1"},
		"backwards between":          {`$.a[4:1:-1]`, "4|3|2"},
		"a step of zero":             {`$.a[::0]`, ""},
		"a slice that is empty":      {`$.a[3:1]`, ""},
		"several":                    {`$.a[0,-1,1:3]`, "0|5|1|2"},
		"one several times":          {`$.a[0,0]`, "0|0"},
		"all of a list":              {`$.a[*]`, "0|1|2|3|4|5"},
		"all of a text":              {`$.b.z[*]`, ""},
		"all below":                  {`$..n`, "1|2.0|2"},
		"indexes below":              {`$.c..[0]`, `{"n":1,"t":"ab"}`},
		"that it is there":           {`$.c[?@.n].n`, "1|2.0|2"},
		"that null is there":         {`$.c[?@.m]`, `{"m":null}`},
		"that it is not there":       {`$.c[?!@.n]`, `{"m":null}|[]`},
		"a number is a number however it's written": {`$.c[?@.n == 2].t`, "b"},
		"a text is none":                             {`$.c[?@.n == '2'].n`, "2"},
		"nothing is not null":                        {`$.c[?@.n == null]`, ""},
		"nothing equals nothing":                     {`$.c[?@.q == @.r].n`, "1|2.0|2"},
		"less, of numbers alone":                     {`$.c[?@.n < 3].n`, "1|2.0"},
		"less, of texts":                             {`$.c[?@.t < 'b'].t`, "ab"},
		"less or equal, of other types":              {`$.b[?@ <= true]`, ""},
		"and before or":                              {`$.a[?@ == 0 || @ == 1 && @ == 2]`, "0"},
		"brackets":                                   {`$.a[?(@ == 0 || @ == 1) && @ == 1]`, "1"},
		"the root in a filter":                       {`$.a[?@ == $.b.x]`, "1"},
		"length of a text is that of its characters": {`$.b[?length(@) == 1]`, "é"},
		"length of a list":                           {`$[?length(@) == 6 && @[0] == 0]`, "[0,1,2,3,4,5]"},
		"count":                                      {`$.c[?count(@.*) == 2].n`, "1|2.0"},
		"match is of the whole":                      {`$.c[?match(@.t, 'b')].t`, "b"},
		"search is of a part":                        {`$.c[?search(@.t, 'b')].t`, "ab|b"},
		"match of either, whole":                     {`$.c[?match(@.t, 'a|bb|b')].t`, "b"},
		"match in any case":                          {`$.c[?match(@.t, '(?i)AB|x')].t`, "ab"},
		"match where it is not there":                {`$.c[?match(@.q, '.*')]`, ""},
		"not matched where it is not there":          {`$.c[?!match(@.q, '.*')].n`, "1|2.0|2"},
		"a number matches nothing":                   {`$.c[?match(@.n, '.*')].n`, "2"},
		"a pattern of the body":                      {`$.c[?search(@.t, $.c[1].t)].t`, "ab|b"},
		"a pattern of the body that is not there":    {`$.c[?search(@.t, $.q)].t`, ""},
		"a pattern that is none":                     {`$.c[?match(@.t, '(')].t`, "!"},
		"a pattern that is no text":                  {`$.c[?match(@.t, 1)].t`, "!"},
		"a match of three":                           {`$.c[?match(@.t, 'a', 'b')].t`, "!"},
		"a match of nodes":                           {`$.c[?match(@.*, 'a')].t`, "!"},
		"value":                                      {`$.c[?value(@..t) == 'b'].t`, "b"},
		"a path without its root":                    {`a`, "!"},
		"blanks before":                              {` $.a`, "!"},
		"blanks after":                               {`$.a `, "!"},
		"a leading zero":                             {`$.a[01]`, "!"},
		"minus zero":                                 {`$.a[-0]`, "!"},
		"an index beyond what a number holds":        {`$.a[9007199254740992]`, "!"},
		"a name without quotes":                      {`$[a]`, "!"},
		"a name that begins with a digit":            {`$.1a`, "!"},
		"a minus in a short name":                    {`$.a-b`, "!"},
		"two dots at the end":                        {`$..`, "!"},
		"an empty bracket":                           {`$[]`, "!"},
		"a comma too many":                           {`$.a[0,]`, "!"},
		"one equals sign":                            {`$.a[?@ = 1]`, "!"},
		"a comparison of many":                       {`$.a[?@.* == 1]`, "!"},
		"a literal alone":                            {`$.a[?true]`, "!"},
		"an unknown function":                        {`$.a[?size(@) == 1]`, "!"},
		"a function of too many":                     {`$.a[?length(@, 1) == 1]`, "!"},
		"half of a pair":                             {`$['\uD800']`, "!"},
		"an escape that is none":                     {`$['\q']`, "!"},
		"a calculation":                              {`$.a[?@ + 1 == 2]`, "!"},
		"a script":                                   {`$.a[(@.length-1)]`, "!"},
	} {
		q, err := Compile(JSONPath, c.path)
		if (err != nil) != (c.want == "!") {
			t.Errorf("%s: %s: compiled: %v", name, c.path, err)
		}
		if err != nil || c.want == "!" {
			continue
		}
		found, err := q.All(Body{Bytes: []byte(store)})
		if got := strings.Join(found, "|"); err != nil || got != c.want {
			t.Errorf("%s: %s: %q, %v, want %q", name, c.path, got, err, c.want)
		}
	}
}

// A dot of I-Regexp is no end of line, and a pattern that came with the body and is none ends the question.
func TestPatternsInPaths(t *testing.T) {
	ask := func(path string) ([]string, error) {
		q, err := Compile(JSONPath, path)
		if err != nil {
			t.Fatal(err)
		}
		return q.All(Body{Bytes: []byte(`{"lines":["a\nb","a\rb","a\u2028b","a.b","ab"],"bad":"(","is":["x"]}`)})
	}
	if found, err := ask("$.lines[?match(@, 'a.b')]"); err != nil || strings.Join(found, "|") != "a\u2028b|a.b" {
		t.Errorf("%q, %v", found, err)
	}
	if found, err := ask(`$.lines[?match(@, 'a[.]b')]`); err != nil || strings.Join(found, "|") != "a.b" {
		t.Errorf("%q, %v", found, err)
	}
	if found, err := ask("$.is[?match(@, $.bad)]"); err == nil || found != nil || !strings.Contains(err.Error(), `compile pattern "("`) {
		t.Errorf("%q, %v", found, err)
	}
}
