package match

// Not holds when the matcher certainly does not: an answer that could not be told is neither.
func Not(m *Matcher) *Matcher {
	return &Matcher{words: "not " + m.words, err: m.err, unshown: m.unshown, judge: func(s Subject) (bool, string, error) {
		holds, is, err := m.judge(s)
		return err == nil && !holds, is, err
	}}
}
