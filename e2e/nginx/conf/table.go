package conf

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed directives.txt
var directivesText string

// A context is a kind of block; a set of them is where a directive may stand.
type context uint16

const (
	inMain context = 1 << iota
	inEvents
	inHTTP
	inServer
	inLocation
	inUpstream
	inServerIf
	inLocationIf
	inLimitExcept
	inAny = 1<<iota - 1
)

var contexts = map[string]context{"main": inMain, "events": inEvents, "http": inHTTP, "server": inServer, "location": inLocation,
	"upstream": inUpstream, "server-if": inServerIf, "location-if": inLocationIf, "limit_except": inLimitExcept, "any": inAny}

// A rule is a line of directives.txt.
type rule struct {
	in          context
	least, most int
	block       bool
	kind        string
	values      []string // of the kind, as written behind its ":"
}

// rules are the lines of directives.txt by name. One name may mean different things in different contexts.
var rules = sync.OnceValue(func() map[string][]rule {
	all := map[string][]rule{}
	for line := range strings.Lines(directivesText) {
		words := strings.Fields(line)
		if len(words) != 4 || words[0] == "#" {
			continue
		}
		var r rule
		for name := range strings.SplitSeq(words[1], ",") {
			r.in |= contexts[name]
		}
		args, block := strings.CutSuffix(words[2], "{}")
		r.block = block
		r.least, r.most = counts(args)
		kind, values, _ := strings.Cut(words[3], ":")
		r.kind, r.values = kind, strings.Split(values, "|")
		all[words[0]] = append(all[words[0]], r)
	}
	return all
})

// counts reads "1", "1-3" or "1+".
func counts(text string) (least, most int) {
	if low, ok := strings.CutSuffix(text, "+"); ok {
		least, _ = strconv.Atoi(low)
		return least, 1 << 30
	}
	low, high, ranged := strings.Cut(text, "-")
	least, _ = strconv.Atoi(low)
	if !ranged {
		return least, least
	}
	most, _ = strconv.Atoi(high)
	return least, most
}

// find is the rule of a name in a context. known says whether the name has one in any.
func find(name string, in context) (r rule, ok, known bool) {
	for _, r := range rules()[name] {
		if r.in&in != 0 {
			return r, true, true
		}
		known = true
	}
	return rule{}, false, known
}
