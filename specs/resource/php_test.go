package resource

import (
	"context"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/runner/record"
	"github.com/fleetspec/fleetspec/runner/transport/docker"
	"github.com/fleetspec/fleetspec/specs/fact"
)

// phpHost is a snapshot of the fixture's PHP.
func phpHost(t *testing.T) Source {
	t.Helper()
	h := phpweb.Shared(t)
	tr, err := docker.Open(t.Context(), docker.Config{Container: h.Name})
	if err != nil {
		t.Fatal(err)
	}
	defer tr.Close()
	var asks []fact.Ask
	for _, key := range []string{"fpm", "8.2/fpm", "7.0/fpm", "cli"} {
		for _, want := range []string{"", "extensions", "settings", "versions"} {
			asks = append(asks, fact.Ask{Table: phpTable(key).Name, Key: key, Want: want})
		}
	}
	s, err := fact.Collector{Transport: tr, Target: "web"}.Collect(context.Background(), asks)
	if err != nil {
		t.Fatal(err)
	}
	return OfSnapshot(s)
}

func TestPHPIsJudgedByItsWayInAndPool(t *testing.T) {
	src := phpHost(t)
	_, end := record.Begin()
	defer end()
	of := func(name string) PHP {
		p, err := NewPHP(src, name)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	fpm, cli, old := of("fpm"), of("cli"), of("7.0/fpm")
	texts := []struct {
		name string
		read func() (string, error)
		want string
	}{
		{"fpm", fpm.Setting("memory_limit").Value, "256M"},
		{"pool", fpm.Pool("www").Setting("memory_limit").Value, "512M"},
		{"pool, not its own", fpm.Pool("www").Setting("upload_max_filesize").Value, "32M"},
		{"cli", cli.Setting("memory_limit").Value, "1G"},
		{"named version", of("8.2/fpm").Setting("memory_limit").Value, "256M"},
		{"origin of fpm", fpm.Setting("memory_limit").Origin, "/etc/php/8.2/fpm/conf.d/90-app.ini:2"},
		{"origin of pool", fpm.Pool("www").Setting("memory_limit").Origin, "pool www /etc/php/8.2/fpm/pool.d/www.conf:18"},
		{"origin, built in", fpm.Setting("realpath_cache_ttl").Origin, "/etc/php/8.2/fpm/conf.d/95-realpath.ini:2"},
		{"no such version", old.Version, "absent"},
		{"no such pool", fpm.Pool("nosuch").Setting("memory_limit").Value, "absent"},
		{"no such directive of cli", cli.Setting("no.such").Value, "absent"},
		{"no such directive of fpm", fpm.Setting("no.such").Value, "unknown"},
		{"no such extension", fpm.Extension("xdebug").Version, "absent"},
	}
	for _, c := range texts {
		got, err := c.read()
		switch {
		case IsAbsent(err):
			got = "absent"
		case err != nil && strings.Contains(err.Error(), "could not tell"):
			got = "unknown"
		case err != nil:
			t.Errorf("%s: %v", c.name, err)
		}
		if got != c.want {
			t.Errorf("%s is %q, want %q", c.name, got, c.want)
		}
	}
	for name, ok := range map[string]bool{"~> 5.3": true, ">= 6": false} {
		if is, err := fpm.Extension("redis").Satisfies(name); err != nil || is != ok {
			t.Errorf("redis %s: %v, %v", name, is, err)
		}
	}
	if v, err := fpm.Pool("www").Env("APP_ENV"); err != nil || !v.Set || v.Value != "production" {
		t.Errorf("APP_ENV: %+v, %v", v, err)
	}
	if v, err := fpm.Pool("www").Env("NEW_RELIC_LICENSE_KEY"); err != nil || !v.Is("not-a-key-of-anybody") || v.Is("x") || strings.Contains(v.Value, "anybody") {
		t.Errorf("NEW_RELIC_LICENSE_KEY: %+v, %v", v, err)
	}
	if v, err := fpm.Pool("www").Env("APP_REGION"); err != nil || v.Set {
		t.Errorf("APP_REGION, which clear_env keeps out: %+v, %v", v, err)
	}
	for want, ok := range map[string]bool{"off": true, "0": true, "On": false, "1": false, "maybe": false} {
		if is, err := fpm.Pool("www").Setting("display_errors").Is(want); err != nil || is != ok {
			t.Errorf("display_errors is %s: %v, %v", want, is, err)
		}
	}
	for _, name := range []string{"apache", "x/fpm", "8/fpm", "", "fpm/8.2"} {
		if _, err := NewPHP(src, name); err == nil {
			t.Errorf("PHP %q can be asked for", name)
		}
	}
}
