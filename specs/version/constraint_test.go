package version_test

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/specs/version"
)

func TestConstraints(t *testing.T) {
	cases := []struct {
		constraint string
		system     version.System
		installed  string
		want       bool
	}{
		// bare is exact
		{"1.22.1", version.Dpkg, "1.22.1-9+deb12u1", true},
		{"1.22", version.Dpkg, "1.22.1-9", false},
		{"= 1.22.1", version.Dpkg, "1.22.1", true},
		{"7.10", version.Dpkg, "7.1", false},
		{"!= 1.22.1", version.Dpkg, "1.22.1-9", false},
		{"!= 1.22.2", version.Dpkg, "1.22.1-9", true},
		// without an epoch, without the epoch
		{">= 3", version.Dpkg, "1:2.39.5-0+deb12u2", false},
		{">= 1:2", version.Dpkg, "1:2.39.5-0+deb12u2", true},
		{">= 2:1", version.Dpkg, "1:2.39.5", false},
		{"0:1.24.0", version.RPM, "1:1.24.0-1", false},
		{"1.24.0", version.RPM, "1:1.24.0-1.amzn2023.0.2", true},
		{"1:1.0", version.Dpkg, "1.0", false},
		// without a revision, without the revision
		{"> 1.22.1", version.Dpkg, "1.22.1-9", false},
		{"<= 1.22.1", version.Dpkg, "1.22.1-9", true},
		{"1.22.1-9", version.Dpkg, "1.22.1-10", false},
		{"< 1.22.1-10", version.Dpkg, "1.22.1-9", true},
		{"1.2", version.Dpkg, "1.2-3-4", false}, // its upstream version is 1.2-3
		// and
		{">= 2.4, < 3", version.Dpkg, "2.9-1", true},
		{">= 2.4, < 3", version.Dpkg, "3.0-1", false},
		{">=2.4,<3", version.Dpkg, "2.3-1", false},
		// pessimistic
		{"~> 1.22", version.Dpkg, "1.22.1-9", true},
		{"~> 1.22", version.Dpkg, "1.23-1", true},
		{"~> 1.22", version.Dpkg, "1.9-1", false},
		{"~> 1.22", version.Dpkg, "2.0-1", false},
		{"~> 1.22", version.Dpkg, "2~rc1-1", false},
		{"~> 1.22", version.Dpkg, "10.0-1", false},
		{"~> 1.22.3", version.Dpkg, "1.22.10-1", true},
		{"~> 1.22.3", version.Dpkg, "1.22.2-1", false},
		{"~> 1.22.3", version.Dpkg, "1.23.0-1", false},
		{"~> 1.22.3", version.Dpkg, "1.23~beta", false},
		{"~> 8.2", version.Dpkg, "2:8.2+93", true},
		{"~> 1:8.2", version.Dpkg, "2:8.2+93", false},
		{"~> 1", version.Dpkg, "1.99-1", true},
		{"~> 1", version.Dpkg, "2", false},
		{"~> 1.0.0", version.Dpkg, "1+dfsg-1", false}, // + is before . for dpkg
		{"~> 5.3", version.PHP, "5.3.7", true},
		{"~> 5.3", version.PHP, "6.0.0", false},
		{"~> 5.3", version.PHP, "6.0.0RC1", false},
		// rpm's own
		{"< 6.0.3", version.RPM, "6.0.3~RC1-1.amzn2023", true},
		{"> 1.4", version.RPM, "1.4^20240115git3f2a91c-2.el9", true},
		{"< 1.4.1", version.RPM, "1.4^20240115git3f2a91c-2.el9", true},
		{"~> 1.4", version.RPM, "1.4^20240115git3f2a91c-2.el9", true},
		// php's own
		{"< 2.0.0", version.PHP, "2.0.0RC1", true},
		{"> 2.0.0beta", version.PHP, "2.0.0RC1", true},
		{"> 2.0.0", version.PHP, "2.0.0pl1", true},
		// plain
		{"> 1.1.1", version.Plain, "1.1.1n", true},
		{"< 1.1.1n", version.Plain, "1.1.1a", true},
		{"< 2.0.0", version.Plain, "2.0.0-rc1", true},
		{">= 2.0.0", version.Plain, "v2.0.0", false}, // a version with its name: not taken apart
		{"~> 3.0", version.Plain, "3.0.17", true},
	}
	for _, c := range cases {
		con, err := version.Parse(c.constraint)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if got, err := con.Check(c.system, c.installed); err != nil || got != c.want {
			t.Errorf("%s %q of %q is %v (%v), want %v", c.system, c.constraint, c.installed, got, err, c.want)
		}
	}
}

func TestParseNamesTheMistake(t *testing.T) {
	for constraint, mend := range map[string]string{
		"":              "missing",
		">= ":           "missing",
		">= 1,":         "missing",
		"== 1.2":        `write "="`,
		"=> 1.2":        `write ">="`,
		"^1.2":          `write "~>"`,
		"~1.2":          `write "~>"`,
		"<=> 1":         "is no operator",
		">= 1 < 2":      "comma",
		"1.2 || 1.3":    "alternative",
		"1.2.*":         "wildcard",
		"8.x":           "wildcard",
		"latest":        "no digit",
		"1.2 beta":      `can't hold ' '`,
		"1.2\u00e9":     "can't hold",
		"~> 1.2-3":      "wants numbers",
		"~> 1.2~rc1":    "wants numbers",
		"~> v1.2":       "wants numbers",
		"~> 1..2":       "wants numbers",
		"installed1 !!": "can't hold",
	} {
		_, err := version.Parse(constraint)
		if err == nil || !strings.Contains(err.Error(), mend) {
			t.Errorf("parse %q: %v, want something of %q", constraint, err, mend)
		}
	}
}

func TestWhatCanNotBeComparedIsAnError(t *testing.T) {
	for _, c := range []struct {
		constraint string
		system     version.System
		installed  string
	}{
		{">= 1", version.Dpkg, ""},
		{">= 1", version.Dpkg, "unknown"},
		{"!= 1", version.Dpkg, "a:1"},
		{"!= 1", version.RPM, ""},
		{"!= 1", version.RPM, "1.2 3"},
		{"!= 1", version.Dpkg, "1.2-"},
		{"!= x1", version.Dpkg, "1.2"},
		{"!= 1", version.PHP, ""},
		{"!= 99999999999:1", version.Dpkg, "1.2"},
	} {
		con, err := version.Parse(c.constraint)
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := con.Check(c.system, c.installed); err == nil || ok {
			t.Errorf("%s %q of %q is %v (%v), want an error", c.system, c.constraint, c.installed, ok, err)
		}
	}
	if ok, err := (version.Constraint{}).Check(version.Dpkg, "1"); err == nil || ok {
		t.Error("an empty constraint holds")
	}
}

func FuzzParse(f *testing.F) {
	f.Add("~> 1.22, != 1:2-3", "1:2.39.5-0+deb12u2")
	f.Add(">=1^a~b", "1.4^2024-2.el9")
	f.Fuzz(func(t *testing.T, constraint, installed string) {
		c, err := version.Parse(constraint)
		if err != nil {
			return
		}
		for _, s := range []version.System{version.Dpkg, version.RPM, version.PHP, version.Plain} {
			if ok, err := c.Check(s, installed); ok && err != nil {
				t.Errorf("%s: true and an error: %v", s, err)
			}
			ab, err := version.Compare(s, constraint, installed)
			if ba, err2 := version.Compare(s, installed, constraint); err == nil && err2 == nil && ab != -ba {
				t.Errorf("%s orders %q and %q as %d, the other way round as %d", s, constraint, installed, ab, ba)
			}
		}
	})
}
