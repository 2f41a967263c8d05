package fact

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// shownOtherwise are the directives of which phpinfo shows another text than ini_get, and those that ini_get
// shows other than they hold.
var shownOtherwise = map[string]string{
	"disable_functions": "ini_get shows the pool's list alone; those of the ini files stay disabled",
}

func TestAPoolsSettingsAreThoseThatItsScriptsGet(t *testing.T) {
	h := phpweb.Shared(t)
	p := row(t, PHPFPMs, collect(t, inside(t, h.Name, ""), phpAsks("php-fpm", "fpm")...), "fpm")
	out, err := h.Shell(t.Context(), `umask 022; cat >/run/fs-all.php <<'E'
<?php $a = array(); foreach (ini_get_all(null, false) as $k => $v) $a[$k] = (string)$v;
echo "\n\n", json_encode(array("settings" => $a, "dl" => function_exists("dl"), "system" => function_exists("system"), "env" => getenv()));
E
env -i SCRIPT_FILENAME=/run/fs-all.php REQUEST_METHOD=GET /usr/bin/cgi-fcgi -bind -connect /run/php/php8.2-fpm.sock; rm /run/fs-all.php`)
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		Settings   map[string]string
		DL, System bool
		Env        map[string]string
	}
	if err := json.Unmarshal([]byte(out[strings.Index(out, "\n{"):]), &told); err != nil {
		t.Fatalf("%v: %.300s", err, out)
	}
	agree, unlisted := 0, 0
	for name, want := range told.Settings {
		s, found, err := p.Setting("www", name)
		if err != nil {
			unlisted++
			if !strings.Contains(err.Error(), "does not list") {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if s.Switch {
			if on, _ := phpBool(want); true {
				want = phpOnOff(on)
			}
		}
		v, err := s.Value.Get()
		if s.Digest != "" || shownOtherwise[name] != "" {
			continue
		}
		if !found || err != nil || v != want {
			t.Errorf("%s is %q, %v, %v, and ini_get says %q", name, v, found, err, want)
			continue
		}
		agree++
	}
	t.Logf("%d directives: %d agree, %d not listed by php-fpm", len(told.Settings), agree, unlisted)
	if agree < 300 || unlisted > 20 {
		t.Errorf("%d of %d agree, %d are not listed", agree, len(told.Settings), unlisted)
	}
	if told.DL || told.System {
		t.Error("a disabled function is there")
	}
	pool, _, _ := p.Pool("www")
	for name, want := range told.Env {
		if v, ok := pool.Env[name]; v.value.Digest == "" && name != "HOME" && v.value.Value != want && !strings.Contains("SCRIPT_FILENAME REQUEST_METHOD FCGI_ROLE", name) {
			t.Errorf("env %s is %+v, %v, want %q", name, v, ok, want)
		}
	}
}
