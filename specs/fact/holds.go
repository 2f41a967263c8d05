package fact

// Lacking gives what must be collected so that s holds all of asks: nothing when it
// does. What is asked anew of a table, or a row, whose earlier answer it replaces, is asked with
// what was asked before.
func (s *Snapshot) Lacking(asks []Ask) []Ask {
	var lack []Ask
	have := map[Ask]bool{}
	add := func(a Ask) {
		if !have[a] {
			have[a] = true
			lack = append(lack, a)
		}
	}
	for _, a := range asks {
		if s.holds(a) {
			continue
		}
		add(a)
		k, ok := registry[a.Table]
		for _, old := range s.askedOf(a.Table) {
			if ok && (k.IsWhole() || old.Key == a.Key) {
				add(old)
			}
		}
	}
	return lack
}

func (s *Snapshot) askedOf(table string) []Ask {
	if a, ok := s.answers[table].(interface{ asked() []Ask }); ok {
		return a.asked()
	}
	return nil
}

// holds tells whether the snapshot was asked, with whatever answer.
func (s *Snapshot) holds(a Ask) bool {
	k, ok := registry[a.Table]
	whole := ok && k.IsWhole()
	for _, old := range s.askedOf(a.Table) {
		if old == a || whole && a.Want == "" {
			return true
		}
		if whole && old.Want == a.Want && a.Key == "" {
			return true
		}
	}
	return false
}
