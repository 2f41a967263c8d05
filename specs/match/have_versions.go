package match

var _ = register(Verb{Name: "HaveVersions", Key: "versions", Examples: func() []*Matcher {
	return []*Matcher{HaveVersions([]string{"1.0"}), HaveVersions([]string{"1.22.1-9+deb12u8"})}
}})

// HaveVersions compares all versions that are installed side by side, whole and the
// oldest first, with a []string or a Gomega matcher on one: HaveVersions(ContainElement(…)).
func HaveVersions(want any) *Matcher {
	return value("HaveVersions", "versions", want,
		func(r interface{ Versions() ([]string, error) }) ([]string, error) { return r.Versions() })
}
