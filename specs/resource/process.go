package resource

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/fleetspec/fleetspec/specs/fact"
)

// Process is all processes of one name, wherever they were started.
type Process struct{ base }

var _ = register(Kind{Word: "process", Table: "process", New: func(src Source, name string) (Resource, error) {
	return NewProcess(src, name)
}})

// NewProcess declares them; see fact.Processes for what goes by a name.
func NewProcess(src Source, name string) (Process, error) {
	p := Process{base{src: src, kind: "process", noun: "Process", name: name, asks: []fact.Ask{{Table: "process", Key: name}}}}
	return p, fact.CheckKey(p.asks[0])
}

// WithEnv also declares that Env will be read, so that the environment is collected with all
// else and not in a round trip of its own.
func (p Process) WithEnv() Process {
	env := fact.Ask{Table: "process", Key: p.name, Want: "env"}
	if !slices.Contains(p.asks, env) {
		p.asks = append(slices.Clone(p.asks), env)
	}
	return p
}

// Wanting is WithEnv for the column "env".
func (p Process) Wanting(column string) Resource {
	if column == "env" {
		return p.WithEnv()
	}
	return p
}

// Running tells whether there is one that is no zombie.
func (p Process) Running() (bool, error) {
	return look(p.base, fact.Processes, "running", func(row fact.Process, _ bool) (bool, error) {
		return len(alive(row)) > 0, nil
	})
}

// State says what Running is judged by: "running, 3 times", "a zombie", "not running".
func (p Process) State() (string, error) {
	return look(p.base, fact.Processes, "state", func(row fact.Process, _ bool) (string, error) {
		switch n := len(alive(row)); {
		case n == 1:
			return "running", nil
		case n > 1:
			return fmt.Sprintf("running, %d times", n), nil
		case len(row.Instances) > 0:
			return "a zombie: it has ended, and its parent did not take notice", nil
		}
		return "not running", nil
	})
}

// Count is the number of its processes, zombies left out; 0 when none runs.
func (p Process) Count() (int, error) {
	return look(p.base, fact.Processes, "count", func(row fact.Process, _ bool) (int, error) {
		return len(alive(row)), nil
	})
}

// Users are the users that its processes run as, each once, sorted.
func (p Process) Users() ([]string, error) {
	return look(p.base, fact.Processes, "users", func(row fact.Process, _ bool) ([]string, error) { return p.users(row) })
}

// User is the user that all of its processes run as. It is absent where they run as
// several: ask for Users, or name the processes apart.
func (p Process) User() (string, error) {
	return look(p.base, fact.Processes, "user", func(row fact.Process, _ bool) (string, error) {
		all, err := p.users(row)
		if err == nil && len(all) > 1 {
			return "", &Absent{What: fmt.Sprintf("one user of %s, whose processes run as %s,", p, strings.Join(all, " and "))}
		}
		return strings.Join(all, ""), err
	})
}

func (p Process) users(row fact.Process) ([]string, error) {
	var all []string
	for _, i := range alive(row) {
		user, err := i.User.Get()
		if err != nil {
			return nil, err
		}
		all = append(all, user)
	}
	if len(all) == 0 {
		return nil, p.absent()
	}
	sort.Strings(all)
	return distinct(all), nil
}

// Args are the command lines of its processes, each once, with blanks between arguments and secrets redacted.
func (p Process) Args() ([]string, error) {
	return look(p.base, fact.Processes, "args", func(row fact.Process, _ bool) ([]string, error) {
		var all []string
		for _, i := range alive(row) {
			all = append(all, strings.Join(i.Args, " "))
		}
		if len(all) == 0 {
			return nil, p.absent()
		}
		return distinct(all), nil
	})
}

// Variable is what a process knows of an environment variable.
type Variable struct {
	fact.Variable
	// Set tells whether there is such a variable.
	Set bool
}

// String is the value, or what stands for it.
func (v Variable) String() string {
	if !v.Set {
		return "not set"
	}
	return fmt.Sprintf("%q", v.Value)
}

// Env is a variable that its processes were started with. They must agree: where they don't,
// one value of it is absent. A process that wrote over its environment makes it unknown.
func (p Process) Env(name string) (Variable, error) {
	p = p.WithEnv()
	return look(p.base, fact.Processes, "env "+name, func(row fact.Process, _ bool) (Variable, error) {
		var all []Variable
		for _, i := range alive(row) {
			env, err := i.Env.Get()
			if err != nil {
				return Variable{}, err
			}
			v, set := env[name]
			all = append(all, Variable{v, set})
		}
		if len(all) == 0 {
			return Variable{}, p.absent()
		}
		for _, v := range all[1:] {
			if v != all[0] {
				return Variable{}, &Absent{What: fmt.Sprintf("one value of %s in %s, in whose processes it is %s and %s,", name, p, all[0], v)}
			}
		}
		return all[0], nil
	})
}

// Fresh collects it anew, for Eventually(p.Fresh).
func (p Process) Fresh() (Process, error) { return p, p.refresh() }

func alive(row fact.Process) []fact.ProcessInstance {
	var out []fact.ProcessInstance
	for _, i := range row.Instances {
		if i.Alive() {
			out = append(out, i)
		}
	}
	return out
}
