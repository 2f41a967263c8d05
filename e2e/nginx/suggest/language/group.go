package language

import (
	"regexp"
	"strings"
)

var (
	named = regexp.MustCompile(`^(?:P?<|')([A-Za-z_]\w*)[>']`)
	flags = regexp.MustCompile(`^([ismUJ]*)(?:-([ismUJ]*))?([:)])`)
)

// group reads what a parenthesis opened.
func (p *parser) group() ([]item, error) {
	if p.take("*") {
		return nil, errSyntax // (*UTF8) and its like
	}
	it := item{kind: group}
	fold := p.fold
	if p.take("?") {
		done, err := p.opened(&it)
		if done || err != nil {
			return nil, err
		}
	} else {
		p.groups++
		it.group = p.groups
	}
	var err error
	if it.branches, err = p.branches(); err != nil {
		return nil, err
	}
	if !p.take(")") {
		return nil, errSyntax
	}
	p.fold = fold
	if it.group > 0 {
		p.seen[it.group] = it.branches
	}
	return []item{it}, nil
}

// opened reads what stands behind "(?". done says that there is no group.
func (p *parser) opened(it *item) (done bool, err error) {
	for head, k := range map[string]item{"<=": {kind: behind}, "<!": {kind: behind, inverse: true}, "=": {kind: ahead}, "!": {kind: ahead, inverse: true}} {
		if p.take(head) {
			*it = k
			return false, nil
		}
	}
	switch {
	case p.take("#"):
		i := strings.IndexByte(p.text[p.at:], ')')
		if i < 0 {
			return false, errSyntax
		}
		p.at += i + 1
		return true, nil
	case p.take(">"):
		p.loose = true
		return false, nil
	case p.take("|"), p.take(":"):
		return false, nil
	}
	if name := named.FindString(p.text[p.at:]); name != "" {
		p.at += len(name)
		p.groups++
		it.group = p.groups
		return false, nil
	}
	found := flags.FindStringSubmatch(p.text[p.at:])
	if found == nil || strings.ContainsAny(found[1]+found[2], "sm") {
		return false, errSyntax
	}
	p.at += len(found[0])
	p.fold = (p.fold || strings.Contains(found[1], "i")) && !strings.Contains(found[2], "i")
	return found[3] == ")", nil
}
