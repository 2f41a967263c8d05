package suggest

import (
	"regexp"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A demand is one thing that a condition or a map asks of a variable.
type demand struct {
	variable string // in lower case
	spelled  string // as it is written
	op       string // "=" text, "~" or "~*" a regex; "" that there is any text
	text     string
}

// demands are those of a server's ifs, and of the maps whose variables its lines or the simple ones around it speak of.
func (f *finder) demands(s *nginx.Server) []demand {
	block := f.blocks[s.At]
	if block == nil {
		return nil
	}
	spoken := map[string]bool{}
	var all []demand
	around := f.around()
	for _, d := range around {
		if d.Block == nil {
			speak(spoken, d)
		}
	}
	block.Walk(func(d *conf.Directive) {
		speak(spoken, d)
		if d.Name == "if" {
			all = append(all, asks(d)...)
		}
	})
	return append(all, mapped(around, spoken)...)
}

// around are the lines of the http level.
func (f *finder) around() []*conf.Directive {
	var all []*conf.Directive
	f.model.Config.Main.Each("http", func(d *conf.Directive) { all = append(all, d.Block...) })
	return all
}

var variable = regexp.MustCompile(`\$(?:\{(\w+)\}|(\w+))`)

// idle are directives whose variables lead a request nowhere.
var idle = []string{"log_format", "access_log", "add_header", "proxy_set_header", "fastcgi_param"}

// speak notes the variables of a line.
func speak(spoken map[string]bool, d *conf.Directive) {
	if slices.Contains(idle, d.Name) {
		return
	}
	for _, text := range d.Texts() {
		for _, found := range variable.FindAllStringSubmatch(text, -1) {
			spoken[strings.ToLower(found[1]+found[2])] = true
		}
	}
}

// alone is the name of the variable that a text is, "" where it is another text.
func alone(text string) string {
	if found := variable.FindStringSubmatch(text); found != nil && found[0] == text {
		return found[1] + found[2]
	}
	return ""
}

// mapped are the demands of the maps whose variables are spoken of, by a line or by another such map.
func mapped(around []*conf.Directive, spoken map[string]bool) []demand {
	var maps []*conf.Directive
	for more := true; more; {
		more = false
		for _, d := range around {
			if words := d.Texts(); d.Name == "map" && len(words) == 2 && !slices.Contains(maps, d) && spoken[strings.ToLower(alone(words[1]))] {
				maps, more = append(maps, d), true
				speak(spoken, d)
				d.Walk(func(line *conf.Directive) { speak(spoken, line) })
			}
		}
	}
	var all []demand
	for _, d := range maps {
		if name := alone(d.Args[0].Text); name != "" {
			all = append(all, keys(d, name)...)
		}
	}
	return all
}

// keys are the demands of one map: its keys.
func keys(d *conf.Directive, name string) []demand {
	var all []demand
	for _, line := range d.Block {
		if len(line.Args) != 1 || line.Name == "default" || line.Name == "include" {
			continue
		}
		one := demand{variable: strings.ToLower(name), spelled: name, op: "=", text: strings.TrimPrefix(line.Name, `\`)}
		if regex, ok := strings.CutPrefix(line.Name, "~"); ok {
			one.op, one.text = "~", regex
			if folded, fold := strings.CutPrefix(regex, "*"); fold {
				one.op, one.text = "~*", folded
			}
		}
		all = append(all, one)
	}
	return all
}

// asks is the demand of an if.
func asks(d *conf.Directive) []demand {
	left, op, right := operands(d)
	name := alone(left)
	one := demand{variable: strings.ToLower(name), spelled: name, op: strings.TrimPrefix(op, "!"), text: right}
	if name == "" || one.op == "=" && variable.MatchString(right) || strings.HasPrefix(one.op, "-") {
		return nil
	}
	return []demand{one}
}

// operands takes the condition of an if apart. op is "" where it asks whether left is set.
func operands(d *conf.Directive) (left, op, right string) {
	words := d.Texts()
	if len(words) == 0 {
		return "", "", ""
	}
	words[0] = strings.TrimPrefix(words[0], "(")
	last := len(words) - 1
	bracket := words[last] == ")" && !d.Args[last].Quoted
	words[last] = strings.TrimSuffix(words[last], ")")
	if bracket {
		words = words[:last]
	}
	if len(words) > 0 && words[0] == "" {
		words = words[1:]
	}
	switch len(words) {
	case 1:
		return words[0], "", ""
	case 3:
		return words[0], words[1], words[2]
	}
	return "", "-", "" // of files
}
