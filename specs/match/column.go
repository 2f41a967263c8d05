package match

// columns are what some verbs judge that is collected only when it is asked for.
var columns = map[string]string{"HaveSHA256": "sha256", "HaveContent": "content", "HaveAuthorizedKey": "keys", "HaveAuthorizedKeys": "keys",
	"HaveEnv": "env", "HaveProcess": "process", "HaveVersion": "versions"}

// Column names the column that the matcher judges, where it costs extra and so has to be
// asked for (resource.File.With); empty for all others.
func (m *Matcher) Column() string { return columns[m.verb] }
