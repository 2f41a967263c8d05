package fact

import (
	"testing"

	"github.com/fleetspec/fleetspec/runner/transport/local"
)

func TestTablesOfOtherLanesAloneAreAskedToo(t *testing.T) {
	only := tryout("tryout-lane", "slow", "printf yes")
	withTables(t, only)
	s := collect(t, local.Open(), Ask{Table: only.Name, Key: "k"})
	if v, found, err := only.Look(s, "k"); v != "yes" || !found || err != nil {
		t.Errorf("got %q, %v, %v", v, found, err)
	}
}
