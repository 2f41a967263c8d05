package match

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/fleetspec/fleetspec/runner/record"
	"github.com/fleetspec/fleetspec/specs/fact"
	"github.com/fleetspec/fleetspec/specs/resource"
)

const phpSnapshot = `{"version": 1, "target": "web", "address": "", "collected_at": "2026-01-02T03:04:05Z", "seconds": 1, "tables": {"php-fpm": {
	"asked": [{"table": "php-fpm", "key": "fpm"}, {"table": "php-fpm", "key": "fpm", "want": "settings"}, {"table": "php-fpm", "key": "fpm", "want": "extensions"}, {"table": "php-fpm", "key": "fpm", "want": "versions"}],
	"rows": {"fpm": {"is": {"version": {"is": "8.2.36"}, "binary": "/usr/sbin/php-fpm8.2",
		"extensions": {"is": {"redis": {"name": "redis", "version": {"is": "5.3.7"}}}},
		"settings": {"is": {
			"memory_limit": {"value": {"is": "256M"}, "origin": {"is": {"file": "/etc/php/8.2/fpm/php.ini", "line": 12}}},
			"display_errors": {"value": {"is": "Off"}, "switch": true, "origin": {"is": {}}},
			"precision": {"value": {"unknown": "why not"}, "origin": {"unknown": "why not"}}}},
		"pools": {"is": {"www": {"settings": {"memory_limit": {"value": {"is": "512M"}, "origin": {"is": {"file": "/w.conf", "line": 3, "pool": "www"}}}}}}}}}}}}}`

func TestPHPIsJudgedByWhatItIsAndNeverByWhatCouldNotBeTold(t *testing.T) {
	s, err := fact.Load(strings.NewReader(phpSnapshot))
	if err != nil {
		t.Fatal(err)
	}
	_, end := record.Begin()
	defer end()
	fpm, err := resource.NewPHP(resource.OfSnapshot(s), "fpm")
	if err != nil {
		t.Fatal(err)
	}
	limit, www := fpm.Setting("memory_limit"), fpm.Pool("www")
	for _, c := range []struct {
		actual any
		m      types.GomegaMatcher
		want   string
	}{
		{fpm.Extension("Redis"), BeLoaded(), "yes"},
		{fpm.Extension("xdebug"), BeLoaded(), "no"},
		{fpm.Extension("redis"), HaveVersion("~> 5.3"), "yes"},
		{fpm, HaveVersion("~> 8.1.0"), "no"},
		{fpm, HaveSetting("memory_limit", "256M"), "yes"},
		{www, HaveSetting("memory_limit", "256M"), "no"},
		{www, HaveSetting("memory_limit", HavePrefix("512")), "yes"},
		{fpm, HaveSetting("display_errors", false), "yes"},
		{fpm, HaveSetting("display_errors", 0), "yes"},
		{fpm, HaveSetting("display_errors", "on"), "no"},
		{fpm, HaveSetting("precision", 14), "unknown"},
		{www, HaveSetting("precision", Not(Equal("14"))), "unknown"},
		{www, HaveSetting("nosuch", ""), "unknown"},
		{fpm.Pool("nosuch"), HaveSetting("memory_limit", "256M"), "error"},
		{fpm, HaveSetting("memory_limit", []string{}), "error"},
		{limit, BeSetTo("256M"), "yes"},
		{limit, ComeFrom("/etc/php/8.2/fpm/php.ini"), "yes"},
		{limit, ComeFrom("/etc/php/8.2/fpm/php.ini:12"), "yes"},
		{limit, ComeFrom("/etc/php/8.2/fpm/php.ini:1"), "no"},
		{limit, ComeFrom("/etc/php"), "no"},
		{limit, ComeFrom(""), "no"},
		{www.Setting("memory_limit"), ComeFrom("pool www"), "yes"},
		{www.Setting("memory_limit"), ComeFrom("pool www /w.conf"), "yes"},
		{fpm.Setting("display_errors"), ComeFrom("built-in default"), "yes"},
		{fpm.Setting("precision"), ComeFrom("built-in default"), "unknown"},
	} {
		got := "no"
		ok, err := c.m.Match(c.actual)
		var u *fact.Unknown
		switch {
		case errors.As(err, &u):
			got = "unknown"
		case err != nil:
			got = "error"
		case ok:
			got = "yes"
		}
		if got != c.want {
			t.Errorf("%s to %s: %s (%v), want %s", c.actual, fmt.Sprint(c.m), got, err, c.want)
		}
	}
}
