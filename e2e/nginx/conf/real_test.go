package conf_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/fixtures/nginx"
)

// applications are the configurations of testdata, which were written after the patterns of well-known applications, and a
// file of 500 redirects: sets of files by path.
func applications(t testing.TB) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{"redirects": {"nginx.conf": redirects(500)}}
	err := filepath.WalkDir("testdata", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(path, "testdata/fuzz") {
			return err
		}
		name, file := filepath.Base(filepath.Dir(path)), filepath.Base(path)
		text, err := os.ReadFile(path)
		if all[name] == nil {
			all[name] = map[string]string{}
		}
		all[name][file] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 6 {
		t.Fatalf("testdata has %d applications", len(all))
	}
	return all
}

// redirects is a configuration of n locations of all kinds that redirect.
func redirects(n int) string {
	var out strings.Builder
	out.WriteString("events {}\nhttp { server { listen 127.0.0.1:18999; server_name old.example.com;\n")
	for i := range n {
		switch i % 5 {
		case 0:
			fmt.Fprintf(&out, "\tlocation = /old/page-%d.html { return 301 /new/%d; }\n", i, i)
		case 1:
			fmt.Fprintf(&out, "\tlocation /section-%d/ { rewrite ^/section-%d/(.*)$ /sections/%d/$1 permanent; }\n", i, i, i)
		case 2:
			fmt.Fprintf(&out, "\tlocation ~ ^/item-%d(?:/(?<rest%d>.*))?$ { return 302 /items/%d/$rest%d$is_args$args; }\n", i, i, i, i)
		case 3:
			fmt.Fprintf(&out, "\tlocation ^~ /media-%d { return 308 $scheme://media.example.com$request_uri; }\n", i)
		default:
			fmt.Fprintf(&out, "\tlocation ~* \"\\.ext%d{1,2}$\" { return 410; }\n", i)
		}
	}
	out.WriteString("} }\n")
	return out.String()
}

func TestConfigurationsOfApplicationsAreAccepted(t *testing.T) {
	ask := newReferee(t)
	for name, files := range applications(t) {
		if v := ask(t, []map[string]string{files})[0]; !v.OK {
			t.Errorf("%s: NGINX refuses it: %s", name, says(v))
		}
		if err := ours(files); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What NGINX prints of its configuration as Debian ships it is read, and every directive of it is known.
func TestDebiansOwnConfigurationIsAccepted(t *testing.T) {
	n := nginx.Start(t)
	dump, err := n.Shell(t.Context(), "rm -f /etc/nginx/sites-enabled/chat.conf; nginx -T 2>/dev/null") // the site needs certificates and PHP-FPM
	if err != nil {
		t.Fatal(err)
	}
	c, err := conf.Options{Unknown: conf.Refuse}.ReadDump(dump)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Notes) > 0 || c.Main.First("http") == nil || len(c.Files) < 2 || c.Files[0].Path != "/etc/nginx/nginx.conf" {
		t.Errorf("%d files, notes %v", len(c.Files), c.Notes)
	}
}

// What NGINX dumps of a configuration of several files reads as the files do.
func TestDumpsReadAsTheirFiles(t *testing.T) {
	n := nginx.Start(t)
	for name, files := range applications(t) {
		placed := map[string]string{}
		for file, text := range files {
			placed["/srv/dump-"+name+"/"+file] = text
		}
		if err := n.Put(t.Context(), placed); err != nil {
			t.Fatal(err)
		}
		dump, err := n.Shell(t.Context(), fmt.Sprintf("nginx -T -p /srv/dump-%s -c /srv/dump-%s/nginx.conf 2>/dev/null", name, name))
		if err != nil {
			t.Fatal(err)
		}
		got, err := conf.ReadDump(dump)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want, err := conf.ReadTexts("/srv/dump-"+name+"/nginx.conf", placed)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := write(got.Main.Block), write(want.Main.Block); a != b {
			t.Errorf("%s: the dump reads\n%s\nthe files\n%s", name, a, b)
		}
		for i, f := range got.Files {
			if f.Text != placed[f.Path] || f != want.Files[i] {
				t.Errorf("%s: %s differs from its file", name, f.Path)
			}
		}
	}
}

// write is a tree with every place, a directive a line.
func write(in []*conf.Directive) string {
	var out strings.Builder
	for _, d := range in {
		fmt.Fprintf(&out, "%s %s %q %q %s\n", d.At, d.Name, d.Texts(), d.Raw, d.End)
		out.WriteString(write(d.Block))
	}
	return out.String()
}
