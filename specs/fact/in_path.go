package fact

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// InPath is a command that was found.
type InPath struct {
	// File is its path.
	File string `json:"file"`
}

// InPaths are commands in the system's directories (Path), found as a shell finds them,
// but for its built-in ones.
var InPaths = Register(&Table[InPath]{
	Name:     "in-path",
	Examples: []Ask{{Table: "in-path", Key: "convert"}, {Table: "in-path", Key: "nosuchcommand"}},
	Check: func(a Ask) error {
		if a.Key == "" || strings.ContainsAny(a.Key, "/\n") {
			return fmt.Errorf("ask for command %q: want a bare name", a.Key)
		}
		return nil
	},
	Shell: func(asks []Ask) string {
		return `in_path() {
	blind=
	IFS=:
	for dir in $PATH; do
		if [ -f "$dir/$1" ] && [ -x "$dir/$1" ]; then printf 'is %s\n' "$dir/$1"; return; fi
		if [ -d "$dir" ] && [ ! -x "$dir" ]; then blind=$dir; fi
	done
	if [ -n "$blind" ]; then echo "cannot $blind may not be searched"; else echo no; fi
}
for name in ` + QuoteAll(keys(asks)) + `; do in_path "$name"; done`
	},
	Parse:    parseInPath,
	Evidence: func(a Ask) string { return "command -v " + Quote(a.Key) },
})

func parseInPath(asks []Ask, out []byte) (Rows[InPath], error) {
	rows, l := Rows[InPath]{}, lines{out}
	for _, key := range keys(asks) {
		line, err := l.next()
		if err != nil {
			return nil, err
		}
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case word == "is" && strings.HasSuffix(rest, "/"+string(hosttext.Bytes(key))):
			rows.Has(key, InPath{File: hosttext.FromString(rest)})
		case line == "no":
			rows.Lacks(key)
		case word == "cannot":
			rows.Cannot(key, hosttext.FromString(rest))
		default:
			return nil, unexpected(line)
		}
	}
	if !l.done() {
		return nil, unexpected(string(l.rest))
	}
	return rows, nil
}
