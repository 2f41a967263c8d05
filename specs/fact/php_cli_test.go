package fact

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// phpAsks are all asks of a key.
func phpAsks(table, key string) []Ask {
	return []Ask{{Table: table, Key: key}, {Table: table, Key: key, Want: "extensions"}, {Table: table, Key: key, Want: "versions"}, {Table: table, Key: key, Want: "settings"}}
}

func phpCLIOf(t *testing.T, tr transport.Transport, key string) PHP {
	t.Helper()
	return row(t, PHPCLIs, collect(t, tr, phpAsks("php-cli", key)...), key)
}

func TestTheCommandLineTellsWhatPHPItselfTells(t *testing.T) {
	h := phpweb.Shared(t)
	p := phpCLIOf(t, inside(t, h.Name, ""), "cli")
	if v, err := p.Version.Get(); err != nil || !strings.HasPrefix(v, "8.2.") {
		t.Errorf("version %q %v", v, err)
	}
	for name, want := range map[string]string{"memory_limit": "1G", "date.timezone": "Asia/Tokyo", "realpath_cache_ttl": "120", "opcache.enable_cli": "Off"} {
		s, found, err := p.Setting("", name)
		v, err2 := s.Value.Get()
		if err != nil || err2 != nil || !found || v != want {
			t.Errorf("%s is %q, %v, %v, %v, want %q", name, v, found, err, err2, want)
		}
	}
	for name, want := range map[string]string{"memory_limit": "/etc/php/8.2/cli/conf.d/90-app.ini:2", "realpath_cache_ttl": BuiltIn, "zend.enable_gc": "/etc/php/8.2/cli/php.ini:"} {
		s, _, _ := p.Setting("", name)
		if o, err := s.Origin.Get(); err != nil || !strings.HasPrefix(o.String(), want) {
			t.Errorf("%s comes from %s, %v, want %s", name, o, err, want)
		}
	}
	if e, found, err := p.Extension("OPcache"); err != nil || !found || e.Name != "Zend OPcache" {
		t.Errorf("opcache: %+v %v %v", e, found, err)
	}
	if _, found, err := p.Extension("xdebug"); err != nil || found {
		t.Errorf("xdebug: %v %v", found, err)
	}
	if _, found, err := p.Setting("", "no.such"); err != nil || found {
		t.Errorf("no.such: %v %v", found, err)
	}
}

// What starts PHP once more is run for versions alone, and a version that was not asked for is unknown.
func TestVersionsOfExtensionsAreAskedForByName(t *testing.T) {
	h := phpweb.Shared(t)
	p := row(t, PHPFPMs, collect(t, inside(t, h.Name, ""), Ask{Table: "php-fpm", Key: "fpm", Want: "extensions"}), "fpm")
	e, loaded, err := p.Extension("redis")
	if err != nil || !loaded {
		t.Fatal(loaded, err)
	}
	if v, err := e.Version.Get(); err == nil || !strings.Contains(err.Error(), "not asked") {
		t.Errorf("version %q, %v", v, err)
	}
}
