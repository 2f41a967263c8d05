package resource

import "github.com/fleetspec/fleetspec/specs/fact"

// Env is the environment of a user's login shell.
type Env struct{ base }

var _ = register(Kind{Word: "env", Table: "env",
	New: func(src Source, name string) (Resource, error) { return NewEnv(src, name) }})

// NewEnv declares that of a user.
func NewEnv(src Source, user string) (Env, error) {
	ask := fact.Ask{Table: fact.Envs.Name, Key: user}
	return Env{base{src, "env", "Login environment of", user, []fact.Ask{ask}}}, fact.CheckKey(ask)
}

// Variable is a variable's value; of one that looks like a secret only that it is present, and the
// beginning of its SHA-256. One that is not set is absent.
func (e Env) Variable(name string) (string, error) {
	return look(e.base, fact.Envs, name, func(row fact.Env, found bool) (string, error) {
		v, ok := row.Variables[name]
		if !found {
			return "", e.absent()
		}
		if !ok {
			return "", &Absent{What: name + " in the " + e.String()}
		}
		return v, nil
	})
}

// Fresh collects it anew, for Eventually.
func (e Env) Fresh() (Env, error) { return e, e.refresh() }
