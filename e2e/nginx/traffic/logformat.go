package traffic

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// FormatOf is the log_format of that name in a configuration, ready to read lines. scheme and host are as of [ParseFormat].
func FormatOf(c *conf.Config, name, scheme, host string) (*Format, error) {
	names := []string{}
	var found *conf.Directive
	c.Main.Each("http", func(http *conf.Directive) {
		http.Each("log_format", func(d *conf.Directive) {
			if d.Args[0].Text == name {
				found = d
			}
			names = append(names, d.Args[0].Text)
		})
	})
	if found == nil && len(names) == 0 {
		return nil, fmt.Errorf("the configuration has no log_format %q, and no other: give the text of one, with its variables", name)
	}
	if found == nil {
		return nil, fmt.Errorf("the configuration has no log_format %q: it has %s, and combined is NGINX's own; or give the text of one, with its variables", name, strings.Join(names, ", "))
	}
	texts := found.Texts()[1:]
	escape, named := strings.CutPrefix(texts[0], "escape=")
	if named {
		texts = texts[1:]
	}
	f, err := ParseFormat(strings.Join(texts, ""), scheme, host)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", found.At, err)
	}
	if named && slices.Contains([]string{"json", "none"}, escape) {
		f.escape = escape
	}
	return f, nil
}
