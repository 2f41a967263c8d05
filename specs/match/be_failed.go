package match

var _ = register(Verb{Name: "BeFailed", Key: "failed", Examples: func() []*Matcher { return []*Matcher{BeFailed()} }})

// BeFailed holds for a service that ended with a failure.
func BeFailed() *Matcher {
	type failed interface {
		Failed() (bool, error)
		State() (string, error)
	}
	return stated("BeFailed", "be failed", failed.Failed, failed.State)
}
