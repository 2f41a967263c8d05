package suite

import (
	"testing"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// What certainly does not hold counts, wherever it stands, with its own evidence; what could not be told is said as well.
func TestOneThatFailsCountsMoreThanWhatCouldNotBeTold(t *testing.T) {
	unknown := Judgement{outcome.Unknown, "could not tell", "cat a", ""}
	other := Judgement{outcome.Unknown, "nor this", "cat b", ""}
	failed := Judgement{outcome.Failed, "it is not so", "ls a", "seen"}
	also := Judgement{outcome.Failed, "nor so", "ls b", ""}
	for name, c := range map[string]struct {
		wrong []Judgement
		want  Judgement
	}{
		"one":              {[]Judgement{unknown}, unknown},
		"none can be told": {[]Judgement{unknown, other}, Judgement{outcome.Unknown, "could not tell\nnor this", "cat b", ""}},
		"the last fails":   {[]Judgement{unknown, failed}, Judgement{outcome.Failed, "could not tell\nit is not so", "ls a", "seen"}},
		"the first fails":  {[]Judgement{failed, other}, Judgement{outcome.Failed, "it is not so\nnor this", "ls a", "seen"}},
		"two fail":         {[]Judgement{other, failed, also}, Judgement{outcome.Failed, "nor this\nit is not so\nnor so", "ls a", "seen"}},
	} {
		if got := Worst(c.wrong); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
