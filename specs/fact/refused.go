package fact

// RefusedSnapshot holds each of asks as unknown, for the reason given.
func RefusedSnapshot(target string, asks []Ask, why string) *Snapshot {
	s := NewSnapshot(target, "")
	groups, err := groupsOf(asks)
	if err != nil {
		s.Lost = why
		return s
	}
	for _, g := range groups {
		s.answers[g.kind.TableName()] = g.kind.unknown(g.asks, why)
	}
	return s
}
