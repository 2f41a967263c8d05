package query

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/andybalholm/cascadia"
	"github.com/antchfx/htmlquery"
	"golang.org/x/net/html"
)

// attribute is the end of a selector that asks for an attribute.
var attribute = regexp.MustCompile(`^(.*[^\s@])@([A-Za-z_][A-Za-z0-9_:.-]*)$`)

// moods are pseudo-classes that depend on a user: no element of a page that nobody looks at has one.
var moods = regexp.MustCompile(`:(hover|active|focus|focus-within|focus-visible|visited|target)\b`)

func compileCSS(text string) (asker, error) {
	selector, name := text, ""
	if m := attribute.FindStringSubmatch(text); m != nil {
		selector, name = m[1], m[2]
	}
	if m := moods.FindString(selector); m != "" {
		return nil, fmt.Errorf("%s can't be told of a page that nobody looks at", m)
	}
	group, err := cascadia.ParseGroup(selector)
	if err != nil {
		return nil, err
	}
	return func(b Body, clock *budget) ([]Value, error) {
		doc, doubt, err := b.html(text)
		if err != nil {
			return nil, err
		}
		var found []string
		for n := range doc.Descendants() {
			if clock.spent() {
				return nil, clock.slow()
			}
			if n.Type != html.ElementNode || !matches(group, n) {
				continue
			}
			if name == "" {
				found = append(found, plain(htmlquery.InnerText(n)))
			} else if value, ok := attributeOf(n, strings.ToLower(name)); ok {
				found = append(found, value)
			}
		}
		return texts(found, doubt), nil
	}, nil
}

func matches(group cascadia.SelectorGroup, n *html.Node) bool {
	for _, s := range group {
		if s.Match(n) {
			return true
		}
	}
	return false
}

func attributeOf(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Namespace == "" && a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// html parses the body as a browser without scripts does: what is in <noscript> counts. A question whose answer depends
// on what is in doubt is not asked.
func (b Body) html(question string) (*html.Node, *Doubtful, error) {
	r, err := b.Read()
	switch {
	case err != nil:
		return nil, nil, err
	case !r.Doubt.tellsQuestion(question):
		return nil, nil, r.Doubt
	}
	doc, err := html.ParseWithOptions(strings.NewReader(r.Text), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, nil, fmt.Errorf("parse HTML: %w", err)
	}
	return doc, r.Doubt, nil
}
