package resource

import "github.com/fleetspec/fleetspec/specs/fact"

// Command is a command line that the spec's author wrote, and how it ended.
type Command struct{ base }

var _ = register(Kind{Word: "command", Table: "command",
	New: func(src Source, name string) (Resource, error) { return NewCommand(src, name) }})

// NewCommand declares one; sh runs it.
func NewCommand(src Source, line string) (Command, error) {
	ask := fact.Ask{Table: fact.Commands.Name, Key: line}
	return Command{base{src, "command", "Command", line, []fact.Ask{ask}}}, fact.CheckKey(ask)
}

// ExitStatus is its exit status.
func (c Command) ExitStatus() (int, error) {
	return look(c.base, fact.Commands, "exit status", func(row fact.Command, _ bool) (int, error) { return row.ExitStatus, nil })
}

// Stdout is what it printed to standard output.
func (c Command) Stdout() (string, error) {
	return look(c.base, fact.Commands, "stdout", func(row fact.Command, _ bool) (string, error) { return row.Stdout, nil })
}

// Stderr is what it printed to standard error.
func (c Command) Stderr() (string, error) {
	return look(c.base, fact.Commands, "stderr", func(row fact.Command, _ bool) (string, error) { return row.Stderr, nil })
}

// Fresh runs it anew, for Eventually.
func (c Command) Fresh() (Command, error) { return c, c.refresh() }
