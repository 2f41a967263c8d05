package checkfile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// gossPatterns are "text", "!text", "/regexp/", "!/regexp/", and "\!text", "\/text" for a text that begins so.
type gossPatterns []gossPattern

type gossPattern struct {
	written string
	not     bool
	found   func(line string) bool
}

// FromNode reads one or a list.
func (p *gossPatterns) FromNode(c strict.Node) {
	items := []strict.Node{c}
	if c.IsSeq() {
		items = c.Seq()
	}
	for _, item := range items {
		text, ok := item.LongText("a pattern")
		if !ok {
			continue
		}
		one, err := parseGossPattern(text)
		if err != nil {
			item.Errorf("%v", err)
			continue
		}
		*p = append(*p, one)
	}
}

// JSONSchema is a text or a list of texts.
func (p *gossPatterns) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.AnyOf(b.Text(), b.ListOf(b.Text()))
}

func parseGossPattern(written string) (gossPattern, error) {
	p := gossPattern{written: written}
	rest, not := strings.CutPrefix(written, "!")
	p.not = not
	if len(rest) > 1 && rest[0] == '/' && rest[len(rest)-1] == '/' {
		re, err := regexp.Compile(rest[1 : len(rest)-1])
		if err != nil {
			return p, fmt.Errorf("pattern %s: %w", strict.Quote(written), err)
		}
		p.found = re.MatchString
		return p, nil
	}
	if after, ok := strings.CutPrefix(rest, `\`); ok && after != "" && strings.ContainsRune(`!/\`, rune(after[0])) {
		rest = after
	}
	if rest == "" {
		return p, fmt.Errorf("pattern %s: expects nothing: every line holds the empty text", strict.Quote(written))
	}
	p.found = func(line string) bool { return strings.Contains(line, rest) }
	return p, nil
}

// matcher wants each pattern of one line at least, or of none; nil without patterns.
func (p gossPatterns) matcher() *gossMatcher {
	if len(p) == 0 {
		return nil
	}
	words := make([]string, len(p))
	for i, one := range p {
		words[i] = fmt.Sprintf("%q", one.written)
	}
	return &gossMatcher{"with lines " + strings.Join(words, ", "), func(is gossText) (bool, error) {
		for _, one := range p {
			if slices.ContainsFunc(is.lines(), one.found) == one.not {
				return false, nil
			}
		}
		return true, nil
	}}
}
