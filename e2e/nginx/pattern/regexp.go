// Package pattern holds the regular expressions of an NGINX configuration: PCRE2, byte by byte, as ngx_regex_compile and
// ngx_regex_exec of NGINX 1.22 use it. UTF is off unless the pattern begins with (*UTF8) or (*UTF).
//
// Most requests meet many patterns that can't match. What every match must contain is read off the pattern once, so
// that these are refused without PCRE2 (quick.go).
package pattern

// A Regexp is one compiled pattern. It is safe for concurrent use.
type Regexp struct {
	text     string
	caseless bool
	code     *code
	quick    quick
	names    []name
}

// Compile compiles a pattern. caseless is what `~*` asks for, and a server name with a capital letter. The error says
// what PCRE2 finds wrong, and at which byte of the pattern.
func Compile(text string, caseless bool) (*Regexp, error) {
	c, err := compile(text, caseless)
	if err != nil {
		return nil, err
	}
	return &Regexp{text: text, caseless: caseless, code: c, quick: newQuick(text, caseless), names: c.names()}, nil
}

// String is the pattern as it was written.
func (r *Regexp) String() string { return r.text }

// Groups is the number of capturing groups.
func (r *Regexp) Groups() int { return r.code.groups }

// Names are the names of the named groups, in the order of the bytes of the names, each once.
func (r *Regexp) Names() []string {
	var all []string
	for i, n := range r.names {
		if i == 0 || n.text != r.names[i-1].text {
			all = append(all, n.text)
		}
	}
	return all
}

// Match says whether the pattern matches somewhere in s. It panics with an error of [Regexp.Test] where that gives one:
// ask Test where the pattern and the text are not known.
func (r *Regexp) Match(s string) bool {
	ok, err := r.Test(s)
	if err != nil {
		panic(err)
	}
	return ok
}

// Test says whether the pattern matches somewhere in s. The error says why PCRE2 could not tell: it gave up at its
// limit of steps, or s is no UTF-8 where the pattern asks for it. NGINX answers 500 then.
func (r *Regexp) Test(s string) (bool, error) {
	if ok, decided := r.quick.match(s); decided {
		return ok, nil
	}
	_, ok, err := r.code.exec(s, false)
	return ok, err
}

// Try gives the first match and its groups: groups[0] is the whole match, a group that took no part is "". The error
// is as in [Regexp.Test].
func (r *Regexp) Try(s string) (groups []string, ok bool, err error) {
	if ok, decided := r.quick.match(s); decided && !ok {
		return nil, false, nil
	}
	return r.code.exec(s, true)
}

// Captures gives the first match as [Regexp.Try] does, and the named groups by their names. Of two groups of one name
// the one that took part counts. It panics where Try gives an error.
func (r *Regexp) Captures(s string) (groups []string, names map[string]string, ok bool) {
	groups, ok, err := r.Try(s)
	if err != nil {
		panic(err)
	}
	if !ok {
		return nil, nil, false
	}
	return groups, r.Named(groups), true
}

// Named are the named groups among the groups of a match, by their names.
func (r *Regexp) Named(groups []string) map[string]string {
	names := make(map[string]string, len(r.names))
	for _, n := range r.names {
		if names[n.text] == "" && n.group < len(groups) {
			names[n.text] = groups[n.group]
		}
	}
	return names
}
