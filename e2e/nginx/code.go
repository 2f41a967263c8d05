package nginx

import (
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// A code is one directive of the rewrite module, ready to run. stop says that those behind it don't run; next is set
// where the request is answered.
type code interface {
	run(r *run, e *engine) (stop bool, n next)
}

// An engine is the state of one run of the rewrite module's directives (ngx_http_script_engine_t).
type engine struct {
	quote bool // groups are escaped: at first, until a rewrite matched
}

type (
	setCode struct {
		at   conf.Position
		name *variable
		to   *text
	}
	breakCode  struct{ at conf.Position }
	returnCode struct {
		at     conf.Position
		status int
		text   *text
		given  bool // a text stands there
		said   string
	}
	rewriteCode struct {
		at       conf.Position
		regex    *regex
		uri      *text
		args     *text // nil: the replacement has no "?"
		add      bool  // the arguments of the request are added
		external int   // status of a redirect, 0 for none
		last     bool  // nothing behind it runs
		broken   bool  // break
	}
	ifCode struct {
		at        conf.Position
		condition condition
		codes     []code
		scope     *scope // nil at server level
	}
)

// codes compiles the rewrite directives of a block. s is what holds in it.
func (b *builder) codes(block *conf.Directive, s *scope) ([]code, error) {
	var all []code
	for _, d := range block.Block {
		c, err := b.code(d, s)
		if err != nil {
			return nil, err
		}
		if c != nil {
			all = append(all, c)
		}
	}
	return all, nil
}

func (b *builder) code(d *conf.Directive, s *scope) (code, error) {
	args := d.Texts()
	switch {
	case d.Name == "break":
		return breakCode{d.At}, nil
	case d.Name == "set" && len(args) == 2:
		return setCode{d.At, b.table.variable(strings.TrimPrefix(args[0], "$")), b.table.compile(args[1])}, nil
	case d.Name == "return" && len(args) > 0:
		return b.returns(d.At, args), nil
	case d.Name == "rewrite" && len(args) > 1:
		return b.rewrite(d.At, args)
	case d.Name == "if" && len(args) > 0:
		return b.conditional(d, s)
	}
	return nil, nil
}

func (b *builder) returns(at conf.Position, args []string) code {
	c := returnCode{at: at, text: &text{}, given: len(args) > 1, said: strings.Join(args, " ")}
	status, err := strconv.Atoi(args[0])
	switch {
	case err != nil: // return URL
		c.status, c.text, c.given = 302, b.table.compile(args[0]), true
	default:
		c.status = status
		if c.given {
			c.text = b.table.compile(args[1])
		}
	}
	return c
}

func (b *builder) rewrite(at conf.Position, args []string) (code, error) {
	compiled, err := b.table.regex(args[0], false, at)
	if err != nil {
		return nil, err
	}
	c := rewriteCode{at: at, regex: compiled}
	to, dropped := strings.CutSuffix(args[1], "?")
	c.add = !dropped
	if strings.HasPrefix(to, "http://") || strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "$scheme") {
		c.external, c.last = 302, true
	}
	if len(args) > 2 {
		c.last = true
		switch args[2] {
		case "break":
			c.broken = true
		case "redirect":
			c.external = 302
		case "permanent":
			c.external = 301
		}
	}
	uri, query, has := strings.Cut(to, "?")
	switch {
	case c.external != 0:
		c.uri = b.table.compile(to)
		if has {
			c.args = &text{} // it counts that there is a "?"
		}
	default:
		c.uri = b.table.compile(uri)
		if has {
			c.args = b.table.compile(query)
		}
	}
	return c, nil
}

func (b *builder) conditional(d *conf.Directive, s *scope) (code, error) {
	cond, err := b.condition(d)
	if err != nil {
		return nil, err
	}
	c := ifCode{at: d.At, condition: cond}
	if s.location != nil {
		if c.scope, err = b.within(d, s); err != nil {
			return nil, err
		}
	}
	c.codes, err = b.codes(d, s)
	return c, err
}
