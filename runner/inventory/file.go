package inventory

import (
	"regexp"
	"strings"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// file declares fleetspec.yaml.
type file struct {
	Defaults  defaults                   `key:"defaults" doc:"what holds for every target that doesn't say otherwise"`
	Targets   strict.Map[targetEntry]    `key:"targets" doc:"the things to check, by name"`
	Endpoints strict.Map[*endpointEntry] `key:"endpoints" doc:"HTTP entries to the application, by name"`
}

// Schema gives the JSON Schema of fleetspec.yaml.
func Schema() []byte { return strict.Schema(&file{}, "", "fleetspec.yaml") }

// shared is what defaults and a target both may say.
type shared struct {
	Labels   strict.Map[labelValue] `key:"labels" doc:"labels that selectors choose by"`
	Become   *become                `key:"become" doc:"run as this user by sudo: a user, true for root, or false"`
	Jump     strict.Name            `key:"jump" doc:"reach it through this target, or through [user@]host[:port] as ssh -J"`
	Vars     strict.Vars            `key:"vars" doc:"variables for specs"`
	Deadline *strict.Duration       `key:"deadline" doc:"the most time to spend on one target, such as 90s"`
}

type defaults struct {
	shared
	Concurrency *concurrency `key:"concurrency" doc:"how many targets are asked at once"`
}

type targetEntry struct {
	Address addressEntry `key:"address,required" doc:"ssh://user@host:port, docker://NAME, image:REF, compose:FILE#SERVICE, local: or snapshot:FILE; a host may have ranges: web-[01:40]"`
	shared
	Run *runEntry `key:"run" doc:"how the container of an image: address is run"`
}

// Expects is for messages.
func (*targetEntry) Expects() string { return "a target" }

// addressEntry is an address with all that its ranges stand for.
type addressEntry []Address

func (a *addressEntry) FromNode(c strict.Node) {
	text, ok := c.Text("an address")
	if !ok {
		return
	}
	all, err := ParsePattern(text)
	if err != nil {
		e := addressError(err)
		at := c
		if e.Part != "" && e.Part != text {
			at = c.Within(e.Part)
		}
		at.Hintf(e.Hint, "%s", e.Text)
		return
	}
	*a = all
}

func (a *addressEntry) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.Pattern(`^(ssh://|docker://|local:|snapshot:|image:|compose:)`)
}

// become is the user to become; "" is nobody.
type become string

var (
	userForm  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*\$?$`)
	boolWords = regexp.MustCompile(`^(?i:true|false|yes|no|on|off|y|n)$`)
)

func (u *become) FromNode(c strict.Node) {
	const want = "a user, true or false"
	s, ok := c.Scalar(want)
	switch {
	case !ok:
	case boolWords.MatchString(s.Text):
		if on, ok := c.Bool(); ok && on {
			*u = "root"
		}
	case s.Block || !userForm.MatchString(s.Text):
		c.Expected(want)
	default:
		*u = become(s.Text)
	}
}

func (u *become) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return map[string]any{"type": []string{"string", "boolean"}}
}

// concurrency is at least 1.
type concurrency int

func (n *concurrency) FromNode(c strict.Node) {
	value, ok := c.Int()
	switch {
	case !ok:
	case value < 1 || value > MaxTargets:
		c.Errorf("expected a number from 1 to %d, found %d", MaxTargets, value)
	default:
		*n = concurrency(value)
	}
}

func (n *concurrency) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return map[string]any{"type": "integer", "minimum": 1, "maximum": MaxTargets}
}

// labelValue is what a selector can write.
type labelValue string

func (v *labelValue) FromNode(c strict.Node) {
	text, ok := c.Name("a label's value")
	if !ok {
		return
	}
	if i := strings.IndexFunc(text, func(r rune) bool { return !isLabelRune(r) }); i >= 0 {
		c.Hintf("letters, digits and . _ - / : @ +", "a label's value can't hold %s", strict.Quote(text[i:i+1]))
		return
	}
	*v = labelValue(text)
}

func (v *labelValue) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	return b.Pattern(`^[A-Za-z0-9._/:@+-]+$`)
}
