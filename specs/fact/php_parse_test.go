package fact

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func recorded(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/php/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestARecordedPHPFPMIsReadWhole(t *testing.T) {
	rows, err := parsePHPFPM(phpAsks("php-fpm", "fpm"), recorded(t, "fpm.txt"))
	if err != nil {
		t.Fatal(err)
	}
	p := *rows["fpm"].Is
	for name, want := range map[string]string{"memory_limit": "512M", "disable_functions": "dl,passthru,system", "log_errors": "On", "post_max_size": "40M",
		"highlight.keyword": "#007700", "mysqli.max_links": "-1", "sys_temp_dir": "", "opcache.enable": "On", "error_log": "/var/log/php/www.error.log"} {
		if v := p.said("www", name); v != want {
			t.Errorf("%s is %q, want %q", name, v, want)
		}
	}
	b, err := json.Marshal(p)
	var back PHP
	if err != nil || strictJSON(b, &back) != nil || !reflect.DeepEqual(p, back) {
		t.Errorf("saved and loaded it is another: %v", err)
	}
	if bytes.Contains(b, []byte("not-a-key-of-anybody")) {
		t.Error("it holds a secret")
	}
}

// An answer that was cut is unknown, wherever the cut is.
func TestACutAnswerOfPHPIsUnknown(t *testing.T) {
	for name, parse := range map[string]func([]Ask, []byte) (Rows[PHP], error){"fpm.txt": parsePHPFPM, "cli.txt": parsePHPCLI} {
		whole := bytes.TrimSuffix(recorded(t, name), []byte("\n"))
		key := strings.TrimSuffix(name, ".txt")
		for n := range len(whole) {
			if n > 3000 && n < len(whole)-3000 && n%37 != 0 {
				continue
			}
			rows, err := parse(phpAsks("php-"+key, key), whole[:n])
			if row, ok := rows[key]; err == nil && ok && row.Unknown == "" {
				t.Fatalf("%s cut at %d of %d: %+v", name, n, len(whole), row)
			}
		}
	}
}

// A line left out, or said twice, may make things unknown, and nothing another value.
func TestALineLostOfPHPFPMIsNoOtherValue(t *testing.T) {
	lines := strings.SplitAfter(string(recorded(t, "fpm.txt")), "\n")
	for i, line := range lines {
		tag, _, _ := strings.Cut(line, " ")
		switch tag {
		case "d", "l", "a", "v", "m", "map", "env", "n", "h", "changed", ":E", "i", "ini-file", "f":
			continue // a fact of its own, that another tool printed whole
		}
		rows, err := parsePHPFPM(phpAsks("php-fpm", "fpm"), []byte(strings.Join(append(append([]string{}, lines[:i]...), lines[i+1:]...), "")))
		row := rows["fpm"]
		if err != nil || row.Is == nil {
			continue
		}
		if v := row.Is.said("www", "memory_limit"); v != "512M" && !strings.HasPrefix(v, "unknown") {
			t.Errorf("without %q memory_limit is %q", line, v)
		}
	}
}

func TestAValueOfAPoolIsReadOnlyWhenItIsSure(t *testing.T) {
	for text, want := range map[string]string{
		"512M": "512M", `"512M"`: "512M", `'a b'`: "a b", "on": "1", "No": "", "none": "", "512M ; why": "512M", `"a;b" ; why`: "a;b", "": "", "; nothing": "",
		"/var/log/$pool.log": "/var/log/$pool.log", "SESSID": "SESSID", "passthru,system": "passthru,system", "0": "0",
		"E_ALL": "?", "E_ALL & ~E_NOTICE": "?", "${LIMIT}": "?", `"${LIMIT}"`: "?", `"a\n"`: "?", `"a" b`: "?", "INF": "?", "SIGTERM": "?", "a b": "?", `"open`: "?", "!1": "?", "1|2": "?", "PHP_VERSION": "?",
	} {
		v, sure := phpConfValue(text)
		if !sure {
			v = "?"
		}
		if v != want {
			t.Errorf("%q is %q, want %q", text, v, want)
		}
	}
}

func FuzzPHPFPM(f *testing.F) {
	f.Add(recorded(f, "fpm.txt"))
	f.Add([]byte("installed /usr/sbin/php-fpm8.2\nmasters 0\n"))
	f.Add([]byte("master 1\ndenied x\nlast\nmasters 1\n"))
	f.Add([]byte("master 1\nconf-of a\nconf a\nl 1 [www]\nl 2 env[X]=$Y\ninclude b\nmatch a\nlast\nmasters 1\n"))
	f.Fuzz(func(t *testing.T, out []byte) { fuzzPHP(t, "fpm", parsePHPFPM, out) })
}

func FuzzPHPCLI(f *testing.F) {
	f.Add(recorded(f, "cli.txt"))
	f.Add([]byte("key cli\nnone\n"))
	f.Add([]byte("key cli\nbinary x\nstatus 0\n:V OC4y\n:Z\nini\nf x\na 1 y\nend\n"))
	f.Fuzz(func(t *testing.T, out []byte) { fuzzPHP(t, "cli", parsePHPCLI, out) })
}

// fuzzPHP wants any answer to be readable, to be savable, and to be text.
func fuzzPHP(t *testing.T, key string, parse func([]Ask, []byte) (Rows[PHP], error), out []byte) {
	rows, err := parse(phpAsks("php-"+key, key), out)
	if err != nil {
		return
	}
	for k, r := range rows {
		if !utf8.ValidString(k) || !utf8.ValidString(r.Unknown) {
			t.Errorf("%q is no text", k)
		}
		if r.Is == nil {
			continue
		}
		b, err := json.Marshal(r.Is)
		var back PHP
		if err != nil || strictJSON(b, &back) != nil || !reflect.DeepEqual(*r.Is, back) {
			t.Errorf("saved and loaded it is another: %v, %.300s", err, b)
		}
		_, _, _ = r.Is.Setting("www", "memory_limit")
		_, _, _ = r.Is.Extension("redis")
	}
}
