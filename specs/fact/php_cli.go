package fact

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// PHPCLIs is PHP's command line: the first `php` of PATH, or that of a version. What
// it says holds for the command line alone, never for PHP-FPM.
var PHPCLIs = Register(&Table[PHP]{
	Name:     "php-cli",
	Lane:     "php-cli",
	Tools:    []string{"awk", "php"},
	Subjects: []string{"php"},
	Examples: phpExamples("cli"),
	Check:    checkPHPKey("cli"),
	Shell:    phpCLIShell,
	Parse:    parsePHPCLI,
	Evidence: func(a Ask) string {
		version, _ := phpKey(a.Key)
		if a.Want == "settings" {
			return "php" + version + " -i"
		}
		return "php" + version + " -v; php" + version + " -m"
	},
})

func phpCLIShell(asks []Ask) string {
	var b strings.Builder
	b.WriteString("[ \"$(printf 'a b\\n' | awk '{ print $2 }')\" = b ] || cannot 'awk is missing or broken'\ncd / || exit 9\n" + phpIniShell + phpCLIWords)
	fmt.Fprintf(&b, "fs_code=%s\n", Quote(phpSelfCode()))
	for _, key := range keys(asks) {
		what := "v"
		if wantsExtensions(asks, key) {
			what += "e"
		}
		if wants(asks, key, "settings") {
			what += "s"
		}
		fmt.Fprintf(&b, "fs_cli %s %s %s || exit\n", Quote(key), what, phpPrograms(key))
	}
	return b.String()
}

// phpPrograms are the names under which distributions keep the command line of a version.
func phpPrograms(key string) string {
	version, _ := phpKey(key)
	if version == "" {
		return "php"
	}
	bare := strings.ReplaceAll(version, ".", "")
	return fmt.Sprintf("php%s php%s php-%s php", version, bare, version)
}

// phpCLIWords asks each of the programs that are there, until one is of the version. opcache is turned off:
// where it is on for the command line, it runs the preload script and leaves a lock file.
const phpCLIWords = `
fs_cli() {
printf 'key %s\n' "$1"; fs_what=$2; shift 2
for p; do
	b=$(command -v "$p") || continue
	printf 'binary %s\n' "$b"
	out=$(unset LC_ALL; "$b" -d opcache.enable_cli=0 -d newrelic.daemon.dont_launch=3 -r "$fs_code" -- "$fs_what" 2>&1)
	printf 'status %s\n%s\nini\n' "$?" "$out"
	fs_path='' fs_scan=''
	IFS='
'
	set --
	for l in $out; do case $l in
		':P '*) fs_path=${l#:P };;
		':S '*) fs_scan=${l#:S };;
		':L /'* | ':I /'*) set -- "$@" "${l#:? }";;
	esac; done
	unset IFS
	fs_ini_seen "$fs_path" cli "$fs_scan"
	fs_ini "$@"
	printf 'end\n'
	return 0
done
printf 'none\n'
}
`

// parsePHPCLI reads, of each key: none, or the answers of the programs.
func parsePHPCLI(asks []Ask, out []byte) (Rows[PHP], error) {
	rows := Rows[PHP]{}
	var key string
	for len(out) > 0 {
		var line []byte
		line, out, _ = bytes.Cut(out, []byte("\n"))
		tag, rest, _ := strings.Cut(string(line), " ")
		switch tag {
		case "key":
			key = hosttext.FromString(rest)
		case "none":
			rows.Lacks(key)
		case "binary":
			cli := &phpCLI{binary: hosttext.FromString(rest), said: newPHPSaid(), ini: newPHPIni()}
			var err error
			if out, err = cli.read(out); err != nil {
				return nil, err
			}
			cli.row(rows, key, asks)
		default:
			return nil, fmt.Errorf("read answer of php: line %.60q", line)
		}
	}
	return rows, nil
}

// phpCLI is the answer of one program.
type phpCLI struct {
	binary, status string
	said           *phpSaid
	ini            *phpIni
}

// read takes lines up to "end" and gives the rest.
func (c *phpCLI) read(out []byte) ([]byte, error) {
	inIni := false
	for len(out) > 0 {
		var line []byte
		line, out, _ = bytes.Cut(out, []byte("\n"))
		text := string(line)
		tag, rest, _ := strings.Cut(text, " ")
		switch {
		case c.status == "" && tag == "status":
			c.status = rest
		case c.status == "":
			return nil, fmt.Errorf("read answer of php: line %.60q", line)
		case !inIni && text == "ini":
			inIni = true
		case !inIni:
			if err := c.said.line(text); err != nil {
				return nil, err
			}
		case text == "end":
			return out, nil
		default:
			if ok, err := c.ini.line(tag, rest); err != nil || !ok {
				return nil, fmt.Errorf("read ini files of php: line %.60q", line)
			}
		}
	}
	return nil, errors.New("read answer of php: it has no end")
}

func (c *phpCLI) row(rows Rows[PHP], key string, asks []Ask) {
	version, _ := phpKey(key)
	switch {
	case c.said.missing != "":
		rows.Cannot(key, fmt.Sprintf("%s is configured without the function %s", c.binary, c.said.missing))
	case c.status != "0":
		rows.Cannot(key, fmt.Sprintf("%s failed (exit status %s%s)", c.binary, hosttext.Visible(c.status), phpFirst(c.said.said)))
	case !c.said.ended || c.said.version == "":
		rows.Cannot(key, fmt.Sprintf("%s gave no whole answer%s", c.binary, phpFirst(c.said.said)))
	case version != "" && phpSeries(c.said.version) != version:
		rows.Lacks(key)
	default:
		rows.Has(key, c.php(key, asks))
	}
}

func phpFirst(said []string) string {
	for _, line := range said {
		if line = strings.TrimSpace(line); line != "" {
			return ", it said " + hosttext.Visible(line)
		}
	}
	return ""
}

func (c *phpCLI) php(key string, asks []Ask) PHP {
	p := PHP{Version: Known(c.said.version), Binary: c.binary, AllListed: true}
	doubt := c.ini.doubts()
	trouble := phpTrouble(c.said.said)
	if wantsExtensions(asks, key) {
		switch {
		case doubt != "":
			p.Extensions = Cannot[map[string]PHPExtension](doubt)
		case trouble != "":
			p.Extensions = Cannot[map[string]PHPExtension]("PHP could not start as it is configured: " + trouble)
		default:
			p.Extensions = Known(c.said.extensions)
		}
	}
	if wants(asks, key, "settings") {
		switch {
		case doubt != "":
			p.Settings = Cannot[map[string]PHPSetting](doubt)
		case trouble != "":
			p.Settings = Cannot[map[string]PHPSetting]("PHP could not start as it is configured: " + trouble)
		default:
			p.Settings = Known(c.settings())
		}
	}
	return p
}

func (c *phpCLI) settings() map[string]PHPSetting {
	all := c.said.settings
	for name, s := range all {
		s.Origin = c.ini.origin(name)
		if scope := c.ini.scoped[name]; scope != "" {
			s.Origin = Cannot[PHPOrigin]("it is set for some paths too, by " + scope)
		}
		all[name] = s
	}
	for name, builtIn := range phpTurned {
		if _, there := all[name]; there && name != "opcache.enable" {
			turned := c.ini.turned(name, builtIn)
			turned.Switch = false
			all[name] = turned
		}
	}
	return all
}

// phpTurned are the directives that collecting turns, and their built-in values.
var phpTurned = map[string]string{"opcache.enable": "On", "opcache.enable_cli": "Off", "newrelic.daemon.dont_launch": "0"}
