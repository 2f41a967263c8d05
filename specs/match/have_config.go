package match

var _ = register(Verb{Name: "HaveConfig", Examples: func() []*Matcher {
	return []*Matcher{HaveConfig("user.name", "Deploy"), HaveConfig("user.email", "nobody@example.com"), HaveConfig("no.such", "x")}
}})

// HaveConfig holds when the configuration's key has the value: a text, or a matcher on it.
func HaveConfig(key string, want any) *Matcher {
	return value("HaveConfig", key, want, func(r interface{ Config(string) (string, error) }) (string, error) { return r.Config(key) })
}
