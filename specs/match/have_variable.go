package match

var _ = register(Verb{Name: "HaveVariable", Examples: func() []*Matcher {
	return []*Matcher{HaveVariable("APP_ENV", "production"), HaveVariable("HOME", "/nowhere"), HaveVariable("NO_SUCH", "x")}
}})

// HaveVariable holds when the environment has the variable with the value: a text, or a matcher on it.
func HaveVariable(name string, want any) *Matcher {
	return value("HaveVariable", name, want, func(r interface{ Variable(string) (string, error) }) (string, error) { return r.Variable(name) })
}
