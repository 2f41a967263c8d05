package match

import (
	"fmt"

	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/specs/fact"
	"github.com/fleetspec/fleetspec/specs/resource"
)

var _ = register(Verb{Name: "HaveEnv", Key: "env", Examples: func() []*Matcher {
	return []*Matcher{HaveEnv("QUEUE"), HaveEnv("QUEUE", "mail"), HaveEnv("NO_SUCH_VARIABLE"), HaveEnv("PATH", "nowhere")}
}})

// HaveEnv holds when a process was started with the variable; with a value, when
// it has that one: a string, or a Gomega matcher on one. Of what looks like a secret no
// value is kept, so that it can be compared with a string only.
func HaveEnv(name string, value ...any) *Matcher {
	words := "have env " + show(name)
	if len(value) > 0 && fact.LooksSecret(name) {
		words += " with the given secret"
	} else if len(value) > 0 {
		words += " = " + wish(value[0])
	}
	return judged("HaveEnv", words, name, func(r interface {
		Env(string) (resource.Variable, error)
	}) (resource.Variable, error) {
		return r.Env(name)
	}, func(v resource.Variable) (bool, error) {
		if len(value) == 0 {
			return v.Set, nil
		}
		return variableIs(v, value)
	})
}

// wish shows a value, or a matcher by its words, which are the same at every call.
func wish(want any) string {
	if m, ok := want.(types.GomegaMatcher); ok {
		return Words(m)
	}
	return show(want)
}

func variableIs(v resource.Variable, want []any) (bool, error) {
	if len(want) > 1 {
		return false, fmt.Errorf("HaveEnv takes one value, not %d", len(want))
	}
	switch w := want[0].(type) {
	case string:
		return v.Set && v.Is(w), nil
	case types.GomegaMatcher:
		if v.Digest != "" {
			return false, fmt.Errorf("HaveEnv can't match a secret, whose value is not kept; compare it with a string")
		}
		if !v.Set {
			return false, nil
		}
		return w.Match(v.Value)
	}
	return false, fmt.Errorf("HaveEnv wants a string or a matcher, not %T", want[0])
}
