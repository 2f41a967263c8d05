package match

var _ = register(Verb{Name: "BeEnabled", Key: "enabled", Examples: func() []*Matcher { return []*Matcher{BeEnabled()} }})

// BeEnabled holds for a service that is started at boot, by itself or by another; as
// systemctl is-enabled, a static one is.
func BeEnabled() *Matcher {
	type enabled interface {
		Enabled() (bool, error)
		EnabledState() (string, error)
	}
	return stated("BeEnabled", "be enabled", enabled.Enabled, enabled.EnabledState)
}
