package traffic_test

import (
	"os"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
	"github.com/fleetspec/fleetspec/fixtures/nginx"
	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

func TestMain(m *testing.M) { os.Exit(phpweb.Main(m)) }

const formats = `events {}
http {
	log_format own '$host $remote_user "$request" ' '$status';
	log_format json escape=json '{"r":"$request","a":"$http_user_agent","h":"$http_host","s":$status}';
	log_format none escape=none '$status|$http_host|$request_method|$request_uri';
	server {
		listen 8001;
		access_log /tmp/own.log own; access_log /tmp/json.log json; access_log /tmp/none.log none; access_log /tmp/combined.log;
		return 204;
	}
}
`

// What a real NGINX logs is read back as it was sent, however its log_format escapes.
func TestLogsOfARealNGINX(t *testing.T) {
	n := nginx.Start(t)
	if err := n.Serve(t.Context(), map[string]string{"nginx.conf": formats}); err != nil {
		t.Fatal(err)
	}
	targets := []string{"/", "/a?b=1&c=%20", `/q"uo"te\slash\`, `/\x22\"`, "/\xff\xc3\xa9", "/tab\tno", `/a","h":"other`, "/é?x=\\", "http://h.test/absolute"}
	var sent []nginx.Request
	for _, target := range targets {
		sent = append(sent, nginx.Request{To: n.Addresses[0] + ":8001", Method: "GET", Text: "GET " + target + " HTTP/1.1\r\nHost: h.test\r\nUser-Agent: a \"b\" \\\r\nConnection: close\r\n\r\n"})
	}
	var want []string
	for i, a := range n.Send(t.Context(), sent) {
		if a.Err != nil {
			t.Fatal(a.Err)
		}
		if a.Status == 204 {
			want = append(want, targets[i])
		}
	}
	c, err := conf.ReadText("nginx.conf", formats)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"own", "json", "none", "combined"} {
		text, err := n.Shell(t.Context(), "cat /tmp/"+name+".log")
		if err != nil {
			t.Fatal(err)
		}
		f, err := traffic.FormatOf(c, name, "http", "h.test")
		if name == "combined" {
			f, err = traffic.ParseFormat(traffic.Combined, "http", "h.test")
		}
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{}
		if err := f.ReadLog(strings.NewReader(text), func(l traffic.Line, err error) {
			if l.Status != 400 && (err != nil || l.Host != "h.test" || l.Status != 204) {
				t.Errorf("%s: %+v %v", name, l, err)
			}
			got[l.Target] = true
		}); err != nil {
			t.Fatal(err)
		}
		for _, target := range want {
			if name == "none" && strings.HasPrefix(target, "http:") {
				continue // $request_uri is the path alone
			}
			if !got[target] {
				t.Errorf("%s: %q was sent and is not read: %v", name, target, got)
			}
		}
	}
	if len(want) < 7 {
		t.Errorf("NGINX took %q only", want)
	}
}

func TestAFormatThatIsNotThere(t *testing.T) {
	c, err := conf.ReadText("nginx.conf", "http { log_format mine '$status'; }")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := traffic.FormatOf(c, "main", "http", "h"); err == nil || !strings.Contains(err.Error(), "it has mine, and combined is") {
		t.Error(err)
	}
	if _, err := traffic.FormatOf(c, "mine", "http", "h"); err == nil || !strings.HasPrefix(err.Error(), "nginx.conf:1:8: the log_format has neither") {
		t.Error(err)
	}
}
