package match

// Listening is a matcher of BeListening.
type Listening struct{ *Matcher }

var _ = register(Verb{Name: "BeListening", Key: "listening", Examples: func() []*Matcher {
	return []*Matcher{BeListening().Matcher, BeListening().OnAddress("0.0.0.0").Matcher, BeListening().OnAddress("192.0.2.1").Matcher}
}})

// BeListening holds for a port or a unix socket on which something listens.
func BeListening() Listening {
	type listens interface {
		Listening() (bool, error)
		State() (string, error)
	}
	return Listening{stated("BeListening", "be listening", listens.Listening, listens.State)}
}

// OnAddress also wants it to listen on that address, as it was bound: "127.0.0.1", "0.0.0.0" for all of IPv4, "::".
func (m Listening) OnAddress(address string) Listening {
	return Listening{both(m.Matcher, ListenOn(address), "and ")}
}
