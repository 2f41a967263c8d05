package fact

import (
	"encoding/json"
	"fmt"
	"sort"
	"strings"
	"testing"
)

// oddValues are given to every directive, each in a pool of its own.
var oddValues = []string{`fleetspec-odd`, `"-7"`, `0`, `""`, `9x`, `"a b"`, `E_ALL`, `off`, `"1"`, `10M`, `NOWHERE`, `'$pool'`}

// dangerous directives keep a pool from answering at all.
const dangerous = "open_basedir|auto_(pre|ap)pend_file|output_handler|disable_|opcache.preload|doc_root|user_dir|memory_limit|max_execution|extension_dir|zlib.output|user_ini|realpath|session.save_path|xmlrpc|implicit_flush|error_prepend|error_append|default_charset|default_mimetype|output_encoding"

func TestWhateverAPoolSetsIsToldAsPHPTakesItOrNotAtAll(t *testing.T) {
	h := legacyHost(t)
	f := fpmHost{t, h, inside(t, h.Name, "")}
	base := f.php()
	all, err := base.Settings.Get()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range all {
		names = append(names, name)
	}
	sort.Strings(names)
	f.sh("cat >/run/fs-names <<'E'\n" + strings.Join(names, "\n") + "\nE\ngrep -vE '^(" + dangerous + ")' /run/fs-names >/run/fs-ask")
	var conf strings.Builder
	for i, v := range oddValues {
		for _, kind := range []string{"php_admin_value", "php_value"} {
			fmt.Fprintf(&conf, "printf '[%s%d]\\nuser=www-data\\ngroup=www-data\\nlisten=/run/php/%s%d.sock\\npm=static\\npm.max_children=1\\n' >>/run/odd.conf\n", kind, i, kind, i)
			fmt.Fprintf(&conf, "while read -r n; do printf '%%s[%%s] = %%s\\n' %s \"$n\" %s; done </run/fs-ask >>/run/odd.conf\n", kind, Quote(v))
		}
	}
	f.sh(conf.String() + "mv /run/odd.conf /etc/php/8.2/fpm/pool.d/odd.conf; systemctl restart php8.2-fpm")
	f.sh(`cat >/run/fs-all.php <<'E'
<?php $a = array(); foreach (ini_get_all(null, false) as $k => $v) $a[$k] = (string)$v;
echo "\n\n", json_encode($a, JSON_INVALID_UTF8_SUBSTITUTE);
E`)
	p := f.php()
	known, unknown := 0, 0
	for i := range oddValues {
		for _, kind := range []string{"php_admin_value", "php_value"} {
			pool := fmt.Sprint(kind, i)
			out := f.sh("env -i SCRIPT_FILENAME=/run/fs-all.php REQUEST_METHOD=GET /usr/bin/cgi-fcgi -bind -connect /run/php/" + pool + ".sock")
			var told map[string]string
			at := strings.Index(out, "\n{")
			if at < 0 || json.Unmarshal([]byte(out[at:]), &told) != nil {
				t.Errorf("%s answers %.200q", pool, out)
				continue
			}
			for name, want := range told {
				s, _, err := p.Setting(pool, name)
				v, err2 := s.Value.Get()
				if err != nil || err2 != nil {
					unknown++
					continue
				}
				if s.Switch {
					on, _ := phpBool(want)
					want = phpOnOff(on)
				}
				if v != want && s.Digest == "" && shownOtherwise[name] == "" {
					t.Errorf("%s = %s in %s is told as %q, and is %q", name, oddValues[i], kind, v, want)
				}
				known++
			}
		}
	}
	t.Logf("%d told, %d unknown", known, unknown)
	if known < 3000 {
		t.Errorf("only %d are told", known)
	}
}
