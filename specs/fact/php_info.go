package fact

import (
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// phpInfoShell defines fs_info, which takes the text of `php-fpm -i` and prints the
// little of it that is asked for; directives where $what has an s. The environment, which is in it too, stays on the host.
//
//	n TEXT              said before the text began (up to 20 lines)
//	h NAME => TEXT      of the head
//	i FILE              an ini file, in their order
//	d NAME => A => A    a directive
//	x NAME              one that looks secret; its digest is the next line
//	u NAME              one whose value can't be told apart
//	t                   the text had its end
var phpInfoShell = `
fs_info() {
case $what in *s*) fs_all=1;; *) fs_all='';; esac
awk -v all="$fs_all" '` + phpSecretAwk + `
function value(s,  i, r, n) {
	i = index(s, " => "); if (!i) return 0
	name = substr(s, 1, i-1); r = substr(s, i+4); n = length(r) - 4
	if (n < 0 || n % 2 || substr(r, n/2+1, 4) != " => " || substr(r, 1, n/2) != substr(r, n/2+5)) return 0
	text = substr(r, 1, n/2)
	return 1
}
!on && /^phpinfo\(\)$/ { on = 1; next }
!on { if (n++ < 20) print "n " $0; next }
/^(Environment|PHP Variables|PHP License|PHP Credits)$/ { stop = 1 }
stop { table = 0; next }
more { f = $0; more = sub(/,$/, "", f); print "i " f; next }
/^Additional .ini files parsed => / { f = $0; sub(/^[^>]*> /, "", f); more = sub(/,$/, "", f); print "i " f; next }
/^(PHP Version|Server API|Configuration File \(php\.ini\) Path|Loaded Configuration File|Scan this dir for additional \.ini files) => / { if (!seen[$1 $2 $3]++) print "h " $0; next }
/^Directive => Local Value => Master Value$/ { table = 1; next }
/^$/ { table = 0; next }
table && !all { next }
table { if (!value($0)) { i = index($0, " => "); if (i) print "u " substr($0, 1, i-1) }
	else if (text != "no value" && secret(name, text)) { print "x " name; sha(text) }
	else print "d " $0 }
END { if (bad) exit 1; if (stop) print "t" }'
}
`

// phpInfo is what `-i` told.
type phpInfo struct {
	said     []string
	head     map[string]string
	ini      []string
	settings map[string]PHPSetting
	ended    bool
	secret   string // the name whose digest comes next
}

func newPHPInfo() *phpInfo {
	return &phpInfo{head: map[string]string{}, settings: map[string]PHPSetting{}}
}

// line reads one line of fs_info; ok is false for other lines.
func (p *phpInfo) line(tag, rest string) (ok bool, err error) {
	switch tag {
	case "n":
		p.said = append(p.said, hosttext.FromString(rest))
	case "h":
		name, text, _ := strings.Cut(rest, " => ")
		p.head[name] = hosttext.FromString(text)
	case "i":
		p.ini = append(p.ini, rest)
	case "d":
		return true, p.directive(rest)
	case "x":
		p.secret = hosttext.FromString(rest)
	case "u":
		p.settings[hosttext.FromString(rest)] = PHPSetting{Value: Cannot[string]("its value, as php-fpm shows it, can't be told apart from its name")}
	case "t":
		p.ended = true
	default:
		return false, nil
	}
	return true, nil
}

// digestOr takes the text when a digest is to come, whatever it looks like.
func (p *phpInfo) digestOr(text string) (ok bool, err error) {
	if p.secret == "" {
		return false, nil
	}
	return true, p.digest(text)
}

func (p *phpInfo) digest(hex string) error {
	text, err := phpPresent(hex)
	if err != nil {
		return err
	}
	p.settings[p.secret] = PHPSetting{Value: Known(text.Value), Digest: text.Digest}
	p.secret = ""
	return nil
}

func (p *phpInfo) directive(line string) error {
	name, both, _ := strings.Cut(line, " => ")
	n := len(both) - 4
	if n < 0 || n%2 != 0 || both[:n/2] != both[n/2+4:] || both[n/2:n/2+4] != " => " {
		return fmt.Errorf("read directive of php-fpm: %.60q", line)
	}
	text := both[:n/2]
	s := PHPSetting{Switch: text == "On" || text == "Off"}
	switch {
	case text == "no value":
		text = ""
	case strings.HasPrefix(text, `<font style="color: `) && strings.HasSuffix(text, "</font>"):
		text = strings.TrimSuffix(text[strings.IndexByte(text, '>')+1:], "</font>")
	case text == "Unlimited":
		text = "-1" // shown so for -1 by phpinfo alone
	}
	s.Value = Known(hosttext.FromString(text))
	p.settings[hosttext.FromString(name)] = s
	return nil
}

// troubles are the words of PHP for an extension that it did not load.
var troubles = []string{"unable to", "failed", "cannot", "can't", "could not", "invalid", "not found", "requires", "undefined symbol"}

// phpTrouble finds the line by which PHP said that it could not start as it should.
func phpTrouble(said []string) string {
	for _, line := range said {
		for _, word := range troubles {
			if strings.Contains(strings.ToLower(line), word) {
				return line
			}
		}
	}
	return ""
}
