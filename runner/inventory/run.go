package inventory

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"mvdan.cc/sh/v3/shell"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// Run is how the container of an image target is run. The zero values are the image's own.
type Run struct {
	Env                 map[string]string
	Command, Entrypoint []string
	// User is whom its first process runs as.
	User string
	// Network is one of the engine's networks to be in.
	Network string
	// Publish are ports, PORT or HOSTPORT:PORT, on this machine's loopback.
	Publish []string
	// Wait is how long it may take to run and to be healthy; 0 when nobody said.
	Wait time.Duration
}

// runEntry declares a Run.
type runEntry struct {
	Env        strict.Map[strict.LongText]    `key:"env" doc:"variables of the container"`
	Command    commandEntry                   `key:"command" doc:"what is run instead of the image's own: words in a list, or in one text as a shell splits them"`
	Entrypoint commandEntry                   `key:"entrypoint" doc:"the same for the image's entry point"`
	User       strict.Name                    `key:"user" doc:"whom its first process runs as"`
	Network    strict.Name                    `key:"network" doc:"a network of the engine to be in"`
	Publish    strict.OneOrMany[publishEntry] `key:"publish" doc:"ports on this machine's loopback: PORT or HOSTPORT:PORT"`
	Wait       *strict.Duration               `key:"wait" doc:"how long it may take to run and to be healthy, such as 2m"`
}

// Expects is for messages.
func (*runEntry) Expects() string { return "how a container is run" }

var variableForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Check notes names that no variable can have.
func (r *runEntry) Check(strict.Node) {
	for _, e := range r.Env {
		if !variableForm.MatchString(e.Key) {
			e.KeyNode.Errorf("%s can't be a variable", strict.Quote(e.Key))
		}
	}
}

func (r *runEntry) run() *Run {
	if r == nil {
		return nil
	}
	out := &Run{Env: map[string]string{}, Command: r.Command, Entrypoint: r.Entrypoint, User: string(r.User), Network: string(r.Network), Wait: span(r.Wait)}
	for _, e := range r.Env {
		out.Env[e.Key] = string(e.Value)
	}
	for _, p := range r.Publish {
		out.Publish = append(out.Publish, string(p))
	}
	return out
}

// commandEntry is the words of a command.
type commandEntry []string

func (w *commandEntry) FromNode(c strict.Node) {
	if c.IsSeq() {
		for _, item := range c.Seq() {
			if s, ok := item.LongText("a word"); ok {
				*w = append(*w, s)
			}
		}
		return
	}
	text, ok := c.LongText("a command")
	if !ok {
		return
	}
	words, err := commandWords(text)
	if err != nil {
		c.Hintf("or write its words in a list", "%v", err)
		return
	}
	*w = words
}

func (w *commandEntry) JSONSchema(b *strict.SchemaBuilder) map[string]any {
	one := b.Of(new(strict.LongText))
	return b.AnyOf(one, map[string]any{"type": "array", "items": one})
}

// commandWords splits a command as a shell does, and expands nothing.
func commandWords(text string) ([]string, error) {
	if strings.ContainsAny(text, "$`") {
		return nil, fmt.Errorf("the command %s holds $ or `, and nothing is expanded here", strict.Quote(text))
	}
	words, err := shell.Fields(text, func(string) string { return "" })
	if err != nil || len(words) == 0 {
		return nil, fmt.Errorf("the command %s can't be split into words", strict.Quote(text))
	}
	return words, nil
}

// publishEntry is PORT or HOSTPORT:PORT.
type publishEntry string

func (p *publishEntry) FromScalar(s strict.Scalar) error {
	if !isPublish(s.Text) {
		return strict.Hinted{Text: "expected PORT or HOSTPORT:PORT, found " + strict.Quote(s.Text), Hint: "such as 8080:80"}
	}
	*p = publishEntry(s.Text)
	return nil
}

func isPublish(text string) bool {
	for _, port := range strings.SplitN(text, ":", 2) {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return false
		}
	}
	return true
}

// ParseRun reads what --run says: env=NAME=VALUE, or env=NAME for this process's own; command=…, entrypoint=…, user=…,
// network=…, publish=[HOSTPORT:]PORT, wait=DURATION. Nil of none. Its problems are strict.Errors.
func ParseRun(args []string) (*Run, error) {
	if len(args) == 0 {
		return nil, nil
	}
	r := &Run{Env: map[string]string{}}
	var problems []error
	for _, arg := range args {
		if text, hint := r.set(arg); text != "" {
			key, _, _ := strings.Cut(arg, "=")
			problems = append(problems, strict.Problem{Pos: strict.Pos{File: "--run " + key}, Text: text, Hint: hint})
		}
	}
	if err := strict.Join(problems...); err != nil {
		return nil, err
	}
	return r, nil
}

// set takes one KEY=VALUE, or says what is wrong with it; a value may be a secret and is not repeated.
func (r *Run) set(arg string) (text, hint string) {
	key, value, _ := strings.Cut(arg, "=")
	known := []string{"env", "command", "entrypoint", "user", "network", "publish", "wait"}
	var err error
	switch {
	case value == "" && strings.Contains(strings.Join(known, " "), key) && key != "":
		return "expected " + key + "=…", ""
	case key == "env":
		name, text, given := strings.Cut(value, "=")
		if !given {
			text, given = os.LookupEnv(name)
		}
		if !variableForm.MatchString(name) || !given {
			return "expected env=NAME=VALUE, or env=NAME for a variable that is set here", ""
		}
		r.Env[name] = text
	case key == "command":
		r.Command, err = commandWords(value)
	case key == "entrypoint":
		r.Entrypoint, err = commandWords(value)
	case key == "user":
		r.User = value
	case key == "network":
		r.Network = value
	case key == "publish" && isPublish(value):
		r.Publish = append(r.Publish, value)
	case key == "publish":
		return "expected publish=PORT or publish=HOSTPORT:PORT", "such as publish=8080:80"
	case key == "wait":
		if r.Wait, err = time.ParseDuration(value); err == nil && r.Wait <= 0 {
			return "expected a duration above zero", "such as wait=2m"
		}
	default:
		return "unknown key " + strict.Quote(key), strict.Suggest(key, known)
	}
	if err != nil {
		return err.Error(), ""
	}
	return "", ""
}
