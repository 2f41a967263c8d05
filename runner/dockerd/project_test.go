package dockerd

import (
	"os"
	"regexp"
	"strconv"
	"testing"
	"time"
)

func TestAProjectsNameTellsItsOwner(t *testing.T) {
	me, name := Self().hashed(), ProjectName()
	if !regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,62}$`).MatchString(name) {
		t.Errorf("%q is no name of a project", name)
	}
	if o, ours := projectOwner(name); !ours || o != me {
		t.Errorf("%s: %+v, want %+v", name, o, me)
	}
	if name == ProjectName() {
		t.Error("two projects have one name")
	}
}

// Only what is surely abandoned is removed; least of all what somebody else has started.
func TestWhatIsLeftOfAProject(t *testing.T) {
	me := Self().hashed()
	place := projectPrefix + "-" + me.Host + "-" + me.Boot + "-" + me.Namespace + "-"
	dead := strconv.Itoa(endedPID(t)) + "-1-abcdefgh"
	for name, c := range map[string]struct {
		project string
		age     time.Duration
		gone    bool
	}{
		"its process lives":           {ProjectName(), 100 * time.Hour, false},
		"its process is gone":         {place + dead, 0, true},
		"its pid is another's now":    {place + strconv.Itoa(os.Getpid()) + "-1-abcdefgh", 0, true},
		"of before the last boot":     {projectPrefix + "-" + me.Host + "-00000000-" + me.Namespace + "-" + dead, 0, true},
		"of another machine":          {projectPrefix + "-00000000-" + me.Boot + "-" + me.Namespace + "-" + dead, time.Hour, false},
		"of another, long ago":        {projectPrefix + "-00000000-" + me.Boot + "-" + me.Namespace + "-" + dead, 13 * time.Hour, true},
		"somebody's":                  {"shop", 100 * time.Hour, false},
		"somebody's of a like name":   {"fleetspec", 100 * time.Hour, false},
		"somebody's of a like form":   {"fleetspec-a-b-c-d-e-f", 100 * time.Hour, false},
		"somebody's with other words": {"x-" + me.Host + "-" + me.Boot + "-" + me.Namespace + "-" + dead, 100 * time.Hour, false},
		"no project's":                {"", 100 * time.Hour, false},
	} {
		if got := abandoned(map[string]string{labelProject: c.project}, me, time.Now().Add(-c.age)); got != c.gone {
			t.Errorf("%s: %v", name, got)
		}
	}
}
