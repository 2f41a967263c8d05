package match

var _ = register(Verb{Name: "BeRunning", Key: "running", Examples: func() []*Matcher { return []*Matcher{BeRunning()} }})

// BeRunning holds for a service or a process that runs: no oneshot that has
// ended, no zombie. Something that does not exist does not run.
func BeRunning() *Matcher {
	type runs interface {
		Running() (bool, error)
		State() (string, error)
	}
	return stated("BeRunning", "be running", runs.Running, runs.State)
}
