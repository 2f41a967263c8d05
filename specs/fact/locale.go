package fact

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// Locale is the system's locale as its files set it for login sessions and services.
type Locale struct {
	// Variables are LANG, LC_…; one on which two files disagree is unknown.
	Variables map[string]Value[string] `json:"variables"`
	// Files are those that were read.
	Files []string `json:"files"`
}

// LocaleFiles are where distributions keep the locale: systemd's, Debian's, and the older Red Hat's.
var LocaleFiles = []string{"/etc/locale.conf", "/etc/default/locale", "/etc/sysconfig/i18n"}

// Locales has one row, of the key "". The files are read: localectl would start a service,
// and the script's own environment has a locale of its own.
var Locales = Register(&Table[Locale]{
	Name: "locale", Examples: []Ask{{Table: "locale"}},
	Shell: func([]Ask) string {
		return `for f in ` + QuoteAll(LocaleFiles) + `; do
	if [ -f "$f" ] && [ ! -r "$f" ]; then cannot "$f is not readable"; fi
	[ -f "$f" ] || continue
	printf 'file %s\n' "$f"
	while IFS= read -r line || [ -n "$line" ]; do printf '=%s\n' "$line"; done <"$f" || cannot "$f could not be read"
	echo .
done
[ -d /etc ] && [ -x /etc ] || cannot '/etc may not be searched'
echo end`
	},
	Parse:    parseLocale,
	Evidence: func(Ask) string { return "cat " + strings.Join(LocaleFiles, " ") },
})

func parseLocale(_ []Ask, out []byte) (Rows[Locale], error) {
	row, l := Locale{Variables: map[string]Value[string]{}}, lines{out}
	for {
		line, err := l.next()
		if err != nil {
			return nil, err
		}
		if line == "end" && l.done() {
			rows := Rows[Locale]{}
			rows.Has("", row)
			return rows, nil
		}
		file, ok := strings.CutPrefix(line, "file ")
		if !ok {
			return nil, unexpected(line)
		}
		text, err := l.value()
		if err != nil {
			return nil, err
		}
		row.Files = append(row.Files, hosttext.FromString(file))
		row.add(file, text)
	}
}

func (l *Locale) add(file, text string) {
	for _, line := range strings.Split(text, "\n") {
		name, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "export "), "=")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		value = unquoted(strings.TrimSpace(value))
		old, twice := l.Variables[name]
		if before, err := old.Get(); twice && (err != nil || before != value) {
			l.Variables[name] = Cannot[string](fmt.Sprintf("files disagree: %s says %q, another %q", file, value, before))
			continue
		}
		l.Variables[name] = Known(value)
	}
}

func unquoted(s string) string {
	for _, q := range []string{`"`, `'`} {
		if len(s) >= 2 && strings.HasPrefix(s, q) && strings.HasSuffix(s, q) {
			return s[1 : len(s)-1]
		}
	}
	return s
}
