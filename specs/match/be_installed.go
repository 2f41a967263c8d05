package match

// Installed is a matcher of BeInstalled.
type Installed struct{ *Matcher }

var _ = register(Verb{Name: "BeInstalled", Key: "installed", Examples: func() []*Matcher {
	return []*Matcher{BeInstalled().Matcher, BeInstalled().WithVersion(">= 0.0.1").Matcher}
}})

// BeInstalled holds for a package that is installed: not merely unpacked, nor removed with
// its configuration left.
func BeInstalled() Installed {
	return Installed{yes("BeInstalled", "be installed", "it is installed", "it is not installed",
		func(r interface{ Installed() (bool, error) }) (bool, error) { return r.Installed() })}
}

// WithVersion also wants a version; see HaveVersion.
func (m Installed) WithVersion(constraint string) Installed {
	return Installed{both(m.Matcher, HaveVersion(constraint), "and ")}
}
