package fact

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// phpSelf is PHP code that prints what the PHP that runs it is, a fact a line. Text of which nobody knows
// what it holds is in base64. It runs under PHP 5.3 and later, and needs hash and pcre, which are always there.
//
//	:V version | :L loaded ini file | :I scanned ini file | :P path of php.ini | :S scan directories
//	:E name version | :D name value | :X name digest | :M missing function | :Z the end
//
// Its argument says what: e the extensions, s the settings.
const phpSelf = `
foreach(array("ini_get_all","get_loaded_extensions","phpversion","php_ini_loaded_file","php_ini_scanned_files","hash","base64_encode","fwrite","preg_match","array_map","func_get_args") as $f)if(!function_exists($f)){echo "\n:M $f\n";exit(0);}
function fs_w(){$a=func_get_args();$t=array_shift($a);fwrite(STDOUT,"\n:".$t." ".implode(" ",array_map("base64_encode",array_map("strval",$a))));}
function fs_p($t,$p){fwrite(STDOUT,"\n:".$t." ".str_replace("\n","?",$p));}
fs_w("V",PHP_VERSION);
fs_p("L",(string)php_ini_loaded_file());
fs_p("P",PHP_CONFIG_FILE_PATH);
$d=getenv("PHP_INI_SCAN_DIR");fs_p("S",$d!==false?$d:PHP_CONFIG_FILE_SCAN_DIR);
foreach(explode(",",(string)php_ini_scanned_files()) as $f)if(trim($f)!=="")fs_p("I",trim($f));
if(strpos($argv[1],"e")!==false){
foreach(get_loaded_extensions() as $e)fs_w("E",$e,(string)phpversion($e));
foreach(get_loaded_extensions(true) as $e){$v="";if(class_exists("ReflectionZendExtension")){$r=new ReflectionZendExtension($e);$v=(string)$r->getVersion();}fs_w("E",$e,$v);}
}
if(strpos($argv[1],"s")!==false)foreach(ini_get_all(null,false) as $n=>$v){$v=(string)$v;
if($v!==""&&(preg_match("~".FS_N."~i",$n)||preg_match("~".FS_V."~i",$v)))fs_w("X",$n,hash("sha256",$v));else fs_w("D",$n,$v);}
fwrite(STDOUT,"\n:Z\n");
`

// phpSelfCode is phpSelf for `php -r`.
func phpSelfCode() string {
	return strings.NewReplacer(`".FS_N."`, phpSecretName, `".FS_V."`, phpSecretValue, "\n", "").Replace(phpSelf)
}

// phpSaid is what phpSelf told.
type phpSaid struct {
	said       []string // lines of anything else
	version    string
	loaded     string
	missing    string
	extensions map[string]PHPExtension
	settings   map[string]PHPSetting
	ended      bool
}

func newPHPSaid() *phpSaid {
	return &phpSaid{extensions: map[string]PHPExtension{}, settings: map[string]PHPSetting{}}
}

// line reads one line of it.
func (p *phpSaid) line(text string) error {
	tag, rest, _ := strings.Cut(strings.TrimPrefix(text, ":"), " ")
	switch {
	case text == "":
		return nil
	case !strings.HasPrefix(text, ":") || len(tag) != 1:
		p.said = append(p.said, hosttext.FromString(text))
		return nil
	case tag == "L":
		p.loaded = hosttext.FromString(rest)
		return nil
	case tag == "P" || tag == "S" || tag == "I":
		return nil // for the shell, which prints what follows of them
	case tag == "M":
		p.missing = hosttext.FromString(rest)
		return nil
	case tag == "Z":
		p.ended = true
		return nil
	}
	words, err := phpWords(rest)
	if err != nil {
		return err
	}
	return p.fact(tag, words)
}

func (p *phpSaid) fact(tag string, words []string) error {
	want := 2
	if tag == "V" {
		want = 1
	}
	if len(words) != want {
		return fmt.Errorf("read answer of php: %q has %d words", tag, len(words))
	}
	name := words[0]
	switch tag {
	case "V":
		p.version = name
	case "E":
		p.extension(name, words[1])
	case "D":
		p.settings[name] = PHPSetting{Value: Known(words[1])}
	case "X":
		text, err := phpPresent(words[1])
		if err != nil {
			return err
		}
		p.settings[name] = PHPSetting{Value: Known(text.Value), Digest: text.Digest}
	default:
		return fmt.Errorf("read answer of php: unknown line %q", tag)
	}
	return nil
}

// extension notes one; a Zend extension may be told a second time, with a version then.
func (p *phpSaid) extension(name, version string) {
	e := PHPExtension{Name: name, Version: Cannot[string]("the extension tells no version")}
	if old, twice := p.extensions[strings.ToLower(name)]; twice {
		e = old
	}
	if words := strings.Fields(version); len(words) > 0 {
		e.Version = Known(words[len(words)-1]) // mysqlnd calls itself "mysqlnd 8.2.36"
	}
	p.extensions[strings.ToLower(name)] = e
}

// phpWords are base64 words, each of any bytes, an empty one too.
func phpWords(line string) ([]string, error) {
	var out []string
	for _, w := range strings.Split(line, " ") {
		b, err := base64.StdEncoding.DecodeString(w)
		if err != nil {
			return nil, fmt.Errorf("read answer of php: a word is not base64")
		}
		out = append(out, hosttext.FromBytes(b))
	}
	return out, nil
}
