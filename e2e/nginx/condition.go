package nginx

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A condition is what stands in the parentheses of an if.
type condition struct {
	op    string // "" asks whether left is set; else "=", "!=", "~", "~*", "!~", "!~*", "-f", "!-f" and so on
	left  *text
	right *text  // of "=" and "!="
	regex *regex // of "~" and its like
	said  string
}

// condition reads the arguments of an if.
func (b *builder) condition(d *conf.Directive) (condition, error) {
	words := d.Texts()
	c := condition{said: strings.Join(words, " ")}
	words[0] = strings.TrimPrefix(words[0], "(")
	last := len(words) - 1
	words[last] = strings.TrimSuffix(words[last], ")")
	if words[0] == "" {
		words = words[1:]
	}
	if last = len(words) - 1; last > 0 && words[last] == "" && !d.Args[len(d.Args)-1].Quoted && len(d.Args[len(d.Args)-1].Text) == 1 {
		words = words[:last]
	}
	bad := &conf.Error{At: d.At, Text: "invalid condition " + c.said}
	switch {
	case len(words) == 1:
		c.left = b.table.compile(words[0])
	case len(words) == 2 && (strings.HasPrefix(words[0], "-") || strings.HasPrefix(words[0], "!-")):
		c.op, c.left = words[0], b.table.compile(words[1])
	case len(words) != 3:
		return c, bad
	case words[1] == "=" || words[1] == "!=":
		c.op, c.left, c.right = words[1], b.table.compile(words[0]), b.table.compile(words[2])
	case strings.HasPrefix(strings.TrimPrefix(words[1], "!"), "~"):
		compiled, err := b.table.regex(words[2], strings.HasSuffix(words[1], "*"), d.At)
		if err != nil {
			return c, err
		}
		c.op, c.left, c.regex = words[1], b.table.compile(words[0]), compiled
	default:
		return c, bad
	}
	return c, nil
}

// holds says whether a condition is true. Where that hangs on a value that is not known it is asked for: the rarer
// answer is that a text is what it is compared with.
func (r *run) holds(c *condition, e *engine) bool {
	left := r.resolve(c.left, e.quote)
	plain := strings.TrimPrefix(c.op, "!")
	not := plain != c.op
	switch {
	case c.regex != nil:
		return r.matches(c, left) != not
	case strings.HasPrefix(plain, "-"):
		return r.fileTest(plain, left) != not
	}
	right := value{}
	if c.right != nil {
		right = r.resolve(c.right, e.quote)
	}
	if left.hole != "" || right.hole != "" {
		is := r.doubt(about{kind: "if", of: c.said + left.text}, func(yes bool) string { return suppose(c.said, plain == "=" && not, yes) })
		return is != not
	}
	if c.op == "" {
		return left.text != "" && left.text != "0"
	}
	return (left.text == right.text) != not
}

// suppose says that a condition holds or not. not is set where yes is said of its opposite.
func suppose(said string, not, yes bool) string {
	if yes != not {
		return "if " + said + " holds"
	}
	return "if " + said + " does not hold"
}

// matches says whether a regex of an if matches, and keeps its groups. One that does not empties them.
func (r *run) matches(c *condition, left value) bool {
	if left.hole != "" {
		not := strings.HasPrefix(c.op, "!")
		yes := r.doubt(about{kind: "if", of: c.said + left.text}, func(yes bool) string { return suppose(c.said, not, yes) })
		if yes {
			r.captureUnknown(c.regex, left.hole)
		} else {
			r.groups, r.groupsHole = nil, ""
		}
		return yes
	}
	groups, ok, err := c.regex.Try(left.text)
	switch {
	case err != nil:
		r.err = err
	case ok:
		r.capture(c.regex, groups)
	default:
		r.groups, r.groupsHole = nil, ""
	}
	return ok
}

// fileTest is -f, -d, -e and -x.
func (r *run) fileTest(op string, path value) bool {
	switch op {
	case "-f":
		return r.is(path, File, Denied)
	case "-d":
		return r.is(path, Directory)
	case "-e":
		return r.is(path, File, Directory, Denied)
	}
	return r.is(path, File, Directory, Denied) && r.doubt(about{kind: "-x", of: path.text}, func(yes bool) string {
		if yes {
			return path.text + " can be run"
		}
		return path.text + " can't be run"
	})
}
