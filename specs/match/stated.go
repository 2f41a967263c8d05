package match

// stated makes a matcher of an accessor that says yes or no and of one that says what
// is, in words that read on after "it is": "active (exited)".
func stated[R any](verb, words string, read func(R) (bool, error), state func(R) (string, error)) *Matcher {
	return &Matcher{verb: verb, words: words, fits: can[R], judge: func(actual any) (bool, string, error) {
		r := actual.(R)
		ok, err := read(r)
		if err != nil {
			return false, "", err
		}
		is, err := state(r)
		if err != nil {
			return false, "", err
		}
		return ok, "it is " + is, nil
	}}
}
