package resource

import (
	"strings"

	"github.com/fleetspec/fleetspec/specs/fact"
)

// GitConfig is git's configuration of a user, outside of any repository.
type GitConfig struct{ base }

var _ = register(Kind{Word: "git-config", Table: "git-config",
	New: func(src Source, name string) (Resource, error) { return NewGitConfig(src, name) }})

// NewGitConfig declares that of a user.
func NewGitConfig(src Source, user string) (GitConfig, error) {
	ask := fact.Ask{Table: fact.GitConfigs.Name, Key: user}
	return GitConfig{base{src, "git-config", "Git configuration of", user, []fact.Ask{ask}}}, fact.CheckKey(ask)
}

// Config is the value that git uses for a key: "user.email". Section and name are
// compared without regard to case, a subsection with. A key that is not set is absent.
func (g GitConfig) Config(key string) (string, error) {
	return look(g.base, fact.GitConfigs, key, func(row fact.GitConfig, found bool) (string, error) {
		all := row.Settings[gitKey(key)]
		if !found {
			return "", g.absent()
		}
		if len(all) == 0 {
			return "", &Absent{What: g.String() + ": " + key}
		}
		return all[len(all)-1].Value, nil
	})
}

// Exists tells whether there is such a user.
func (g GitConfig) Exists() (bool, error) {
	return look(g.base, fact.GitConfigs, "exists", func(_ fact.GitConfig, found bool) (bool, error) { return found, nil })
}

// Fresh collects it anew, for Eventually.
func (g GitConfig) Fresh() (GitConfig, error) { return g, g.refresh() }

// gitKey is the key as git lists it: section and name in lower case.
func gitKey(key string) string {
	first, last := strings.IndexByte(key, '.'), strings.LastIndexByte(key, '.')
	if first < 0 {
		return strings.ToLower(key)
	}
	return strings.ToLower(key[:first]) + key[first:last] + strings.ToLower(key[last:])
}
