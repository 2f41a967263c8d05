package fact

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/transport/local"
)

func askFile(path string) Ask     { return Ask{Table: "file", Key: path} }
func askSum(path string) Ask      { return Ask{Table: "file", Key: path, Want: "sha256"} }
func askContent(path string) Ask  { return Ask{Table: "file", Key: path, Want: "content"} }
func entry(f File) FileEntry      { return f.Entries[0] }
func told(v Value[string]) string { s, _ := v.Get(); return s }
func because(v Value[string]) string {
	if _, err := v.Get(); err != nil {
		return err.Error()
	}
	return ""
}

// paths gives those of a pattern below dir, with their types.
func paths(f File, dir string) string {
	var out []string
	for _, e := range f.Entries {
		out = append(out, strings.TrimPrefix(e.Path, dir+"/"))
	}
	return strings.Join(out, " ")
}

func TestFilesAgreeWithFind(t *testing.T) {
	h := phpweb.Shared(t)
	for _, c := range []struct{ pattern, find string }{
		{"/var/www/app/**", "/var/www/app -mindepth 1"},
		{"/etc/php/**/*.ini", "/etc/php -name '*.ini'"},
		{"/etc/ss[hl]/*", "/etc/ssh /etc/ssl -mindepth 1 -maxdepth 1"},
		{"/dev/*", "/dev -mindepth 1 -maxdepth 1"},
		{"/var/log/[!j]*", "/var/log -mindepth 1 -maxdepth 1 ! -name 'j*'"},
		{"/run/php/*.sock", "/run/php -name '*.sock'"},
		{"/etc/*/conf.d/*", "/etc/*/conf.d/ -mindepth 1 -maxdepth 1"},
	} {
		want, err := h.Shell(t.Context(), "find "+c.find+` -printf '%p|%y|%m|%u|%g|%U|%G|%s|%Ts|%l\n' | sort`)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		f := row(t, Files, collect(t, inside(t, h.Name, ""), askFile(c.pattern)), c.pattern)
		for _, e := range f.Entries {
			letter := map[string]string{"file": "f", "directory": "d", "symlink": "l", "socket": "s", "pipe": "p", "character-device": "c", "block-device": "b"}[e.Type]
			fmt.Fprintf(&got, "%s|%s|%o|%s|%s|%d|%d|%d|%d|%s\n", e.Path, letter, e.Mode, told(e.Owner), told(e.Group), e.UID, e.GID, e.Size, e.MTime, told(e.Link))
		}
		want = strings.ReplaceAll(want, "//", "/")
		if g, w := lineSet(got.String()), lineSet(want); g != w || len(f.Entries) == 0 {
			t.Errorf("%s: %d entries\n%s\nfind says\n%s", c.pattern, len(f.Entries), g, w)
		}
	}
}

// lineSet sorts lines as Go does.
func lineSet(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for i := range lines {
		for j := i; j > 0 && lines[j] < lines[j-1]; j-- {
			lines[j], lines[j-1] = lines[j-1], lines[j]
		}
	}
	return strings.Join(lines, "\n")
}

// shells are the ways to run the script: this machine's sh, bash, and busybox's ash with
// busybox's tools, as far as they are here.
func shells(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{"sh": ""}
	if bash, err := exec.LookPath("bash"); err == nil {
		dir := t.TempDir()
		if err := os.Symlink(bash, filepath.Join(dir, "sh")); err != nil {
			t.Fatal(err)
		}
		out["bash"] = dir + ":" + Path
	}
	if box, err := exec.LookPath("busybox"); err == nil {
		dir := t.TempDir()
		if msg, err := exec.Command(box, "--install", "-s", dir).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, msg)
		}
		out["busybox"] = dir
	} else {
		t.Log("SKIPPED for busybox: it is not here (Debian: busybox)")
	}
	return out
}

// tree makes a folder of odd files.
func tree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	make := `umask 022; mkdir -p a/b/.h/deep empty link; cd a; echo x >x.ini; echo y >b/y.ini; echo h >b/.h/.env; cd ..
	ln -s . loop; ln -s /nowhere dead; ln -s a/x.ini rel; ln -s a adir; ln -s me me; mkfifo pipe; printf 'a\0b\377\n' >bin; chmod 4755 bin
	touch "a/it's" 'a/new
line' 'a/ *blank?'; ln -s 'two
lines
' link/nl; ln -s x link/x; head -c 1048577 /dev/zero >big; head -c 1048576 /dev/zero >fits`
	sh := exec.Command("sh", "-ec", make)
	sh.Dir = dir
	if msg, err := sh.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, msg)
	}
	return dir
}

// walked gives all that is below dir, as Go sees it.
func walked(t *testing.T, dir string) string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if path != dir {
			all = append(all, hosttext.FromString(strings.TrimPrefix(path, dir+"/")))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestFilesOfEveryKindUnderEachShell(t *testing.T) {
	d := tree(t)
	odd := make([]byte, 0, 255)
	for b := 1; b < 256; b++ {
		if b != '/' {
			odd = append(odd, byte(b))
		}
	}
	for _, name := range []string{string(odd[:150]), string(odd[150:])} {
		if err := os.WriteFile(filepath.Join(d, "link", name), []byte("odd"), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	literal := hosttext.FromString(d + "/link/" + strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(string(odd[:150])))
	at := func(s string) string { return d + "/" + s }
	for name, path := range shells(t) {
		t.Run(name, func(t *testing.T) {
			tr := local.Open()
			defer tr.Close()
			asks := []Ask{askContent(at("bin")), askSum(at("bin")), askContent(at("rel")), askSum(at("rel")), askSum(at("pipe")), askContent(at("a")),
				askContent(at("dead")), askContent(at("me")), askContent(at("big")), askContent(at("fits")), askSum(at("big")), askSum(literal),
				askFile(at("link/nl")), askFile(at("nothing")), askFile(at("bin/x")), askFile(at("me/x")), askFile(at("a/it's")), askFile(at("a/new\nline")),
				askFile(at("**")), askFile(at("**/*.ini")), askFile(at("a/*")), askFile(at("a/**/.env")), askFile(at("[!m]*/x.ini")), askFile(at("*/x.ini")), askSum(at("link/*")),
				askFile(at("[pr]*")), askFile(at("z*")), askFile(at("nothing/*")), askFile(at("bin/*")), askFile(at("empty/*")), askFile(at("dead/*")), askFile(at("me/*")), askFile(at("[!m]*/nothing")),
				askFile("/"), askFile("/dev/nul?")}
			s, err := Collector{Transport: tr, Path: path}.Collect(t.Context(), asks)
			if err != nil {
				t.Fatal(err)
			}
			get := func(key string) FileEntry { return entry(row(t, Files, s, key)) }
			if e := get(at("bin")); e.Type != "file" || e.Mode != 0o4755 || e.Size != 5 || told(e.Content) != hosttext.FromString("a\x00b\xff\n") ||
				told(e.SHA256) != "5f6811c64741289e055e57cdb5175ba7b2c70524d7240d3a64f9f6502a992bdb" || told(e.Owner) != "root" || time.Since(time.Unix(e.MTime, 0)) > time.Hour {
				t.Errorf("bin: %+v", e)
			}
			if e := get(at("rel")); e.Type != "symlink" || told(e.Link) != "a/x.ini" || told(e.Content) != "x\n" || len(told(e.SHA256)) != 64 {
				t.Errorf("rel: %+v", e)
			}
			if e := get(at("pipe")); e.Type != "pipe" || !strings.Contains(because(e.SHA256), "not a regular file") {
				t.Errorf("pipe: %+v", e)
			}
			if e := get(at("a")); e.Type != "directory" || because(e.Content) == "" {
				t.Errorf("a: %+v", e)
			}
			if e := get(at("dead")); told(e.Link) != "/nowhere" || because(e.Content) == "" {
				t.Errorf("dead: %+v", e)
			}
			if e := get(at("me")); told(e.Link) != "me" || because(e.Content) == "" {
				t.Errorf("me: %+v", e)
			}
			if e := get(at("big")); !strings.Contains(because(e.Content), "larger") || len(told(e.SHA256)) != 64 {
				t.Errorf("big: %s %s", because(e.Content), told(e.SHA256))
			}
			if e := get(at("fits")); len(told(e.Content)) != MaxContent {
				t.Errorf("fits: %s", because(e.Content))
			}
			if e := get(literal); e.Mode != 0o640 || told(e.SHA256) != "990cb8ebd0afb7150da453a213036a92f2c05e091df0d803e62d257ea7796c27" {
				t.Errorf("odd: %+v", e)
			}
			if e := get(at("link/nl")); told(e.Link) != "two\nlines\n" {
				t.Errorf("nl: %+v", e)
			}
			get(at("a/it's"))
			get(at("a/new\nline"))
			if e := get("/"); e.Type != "directory" {
				t.Errorf("/: %+v", e)
			}
			if e := get("/dev/nul?"); e.Type != "character-device" {
				t.Errorf("null: %+v", e)
			}
			for key, want := range map[string]string{
				"**/*.ini": "a/b/y.ini a/x.ini", "a/*": "a/ *blank? a/b a/it's a/new\nline a/x.ini", "a/**/.env": "a/b/.h/.env",
				"[!m]*/x.ini": "a/x.ini adir/x.ini", "[pr]*": "pipe rel",
			} {
				if got := paths(row(t, Files, s, at(key)), d); got != want {
					t.Errorf("%s: %q, want %q", key, got, want)
				}
			}
			if got, want := paths(row(t, Files, s, at("**")), d), walked(t, d); got != want {
				t.Errorf("**: %q, want %q", got, want)
			}
			if f := row(t, Files, s, at("link/*")); len(f.Entries) != 4 || because(f.Entries[0].SHA256) != "" && told(f.Entries[0].Link) == "" {
				t.Errorf("link/*: %+v", f)
			}
			for _, key := range []string{"nothing", "bin/x", "z*", "nothing/*", "bin/*", "empty/*", "dead/*", "[!m]*/nothing"} {
				lacks(t, Files, s, at(key))
			}
			for _, key := range []string{"me/x", "me/*", "*/x.ini"} { // ELOOP is no ENOENT
				if why := cannot(t, Files, s, at(key)); !strings.Contains(strings.ToLower(why), "symbolic links") {
					t.Errorf("%s: %s", key, why)
				}
			}
		})
	}
}

func TestFilesOfAUserWithoutRights(t *testing.T) {
	h := legacyHost(t)
	if _, err := h.Shell(t.Context(), `mkdir -p /srv/closed/in /srv/open/list /srv/open/search; echo s >/srv/open/secret; chmod 0600 /srv/open/secret
		touch /srv/open/list/f /srv/open/search/f; chmod 0700 /srv/closed; chmod 0644 /srv/open/list; chmod 0711 /srv/open/search
		touch /srv/numbers; chown 4711:4712 /srv/numbers`); err != nil {
		t.Fatal(err)
	}
	asks := []Ask{askFile("/srv/closed/in"), askFile("/srv/closed/nothing"), askFile("/srv/closed/*"), askFile("/srv/**"), askFile("/srv/*/in"), askFile("/srv/open/list/f"), askFile("/srv/open/list/*"),
		askFile("/srv/open/search/f"), askFile("/srv/open/search/*"), askFile("/srv/open/search/nothing"), askSum("/srv/open/secret"), askContent("/srv/open/secret"),
		askFile("/srv/numbers"), askFile("/srv/n*"), askFile("/srv/*/search/f")}
	root := collect(t, inside(t, h.Name, ""), asks...)
	for _, key := range []string{"/srv/closed/nothing", "/srv/open/search/nothing"} {
		lacks(t, Files, root, key)
	}
	if f := row(t, Files, root, "/srv/**"); len(f.Entries) != 9 {
		t.Errorf("/srv/** is %s", paths(f, "/srv"))
	}
	if e := entry(row(t, Files, root, "/srv/numbers")); told(e.Owner) != "4711" || told(e.Group) != "4712" {
		t.Errorf("%+v", e)
	}
	user := collect(t, inside(t, h.Name, "ops"), asks...)
	for _, key := range []string{"/srv/closed/in", "/srv/closed/nothing", "/srv/closed/*", "/srv/**", "/srv/*/in", "/srv/open/list/f", "/srv/open/list/*", "/srv/open/search/*"} {
		if why := cannot(t, Files, user, key); !strings.Contains(strings.ToLower(why), "permission denied") {
			t.Errorf("%s: %s", key, why)
		}
	}
	row(t, Files, user, "/srv/open/search/f")
	row(t, Files, user, "/srv/n*")
	lacks(t, Files, user, "/srv/open/search/nothing")
	if e := entry(row(t, Files, user, "/srv/open/secret")); e.Size != 2 || !strings.Contains(because(e.SHA256), "permission denied") || !strings.Contains(because(e.Content), "permission denied") {
		t.Errorf("%+v", e)
	}
}

// A name that the name service may hide is unknown; numbers are known all the same.
func TestOwnersOfABrokenNameService(t *testing.T) {
	h := legacyHost(t)
	if _, err := h.Shell(t.Context(), "touch /srv/n; chown 4711 /srv/n"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, breaks, mends, known, unknown string }{
		{"another service", "sed -i.b 's/^passwd:.*/passwd: files ldap/' /etc/nsswitch.conf", "mv /etc/nsswitch.conf.b /etc/nsswitch.conf", "root", "does not find it"},
		{"hung", `mv /usr/bin/getent /root/; printf '#!/bin/sh\nexec sleep 60\n' >/usr/bin/getent; chmod 755 /usr/bin/getent`, "mv /root/getent /usr/bin/", "", "5 s"},
		{"no timeout", "mv /usr/bin/timeout /root/", "mv /root/timeout /usr/bin/", "", "missing"},
	} {
		if _, err := h.Shell(t.Context(), c.breaks); err != nil {
			t.Fatal(err)
		}
		s := collect(t, inside(t, h.Name, ""), askFile("/srv/n"), askFile("/etc/passwd"))
		n, root := entry(row(t, Files, s, "/srv/n")), entry(row(t, Files, s, "/etc/passwd"))
		if n.UID != 4711 || !strings.Contains(because(n.Owner), c.unknown) || told(root.Owner) != c.known {
			t.Errorf("%s: %+v, owner of passwd %q", c.name, n, told(root.Owner))
		}
		if _, err := h.Shell(t.Context(), c.mends); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFilesWhoseToolsFail(t *testing.T) {
	h := legacyHost(t)
	stub := func(tool, body string) (string, string) {
		return fmt.Sprintf("mv /usr/bin/%[1]s /root/; printf '%%s\\n' '#!/bin/sh' '%[2]s' >/usr/bin/%[1]s; chmod 755 /usr/bin/%[1]s", tool, body), fmt.Sprintf("mv /root/%[1]s /usr/bin/", tool)
	}
	for _, c := range []struct{ tool, body, key, why string }{
		{"stat", `exit 1`, "/etc/passwd", "stat does not work"},
		{"stat", `case $* in "-c %f /") echo 41ed ;; *) exit 0 ;; esac`, "/etc/passwd", "another answer"},
		{"stat", `case $* in "-c %f /") echo 41ed ;; *) echo "stat: No such file or directory"; exit 2 ;; esac`, "/no/such", "stat failed"},
		{"stat", `case $* in "-c %f /") echo 41ed ;; *) /root/stat "$@"; kill -9 $$ ;; esac`, "/no/such", "stat failed"},
		{"stat", `case $* in "-c %f /") echo 41ed ;; *) /root/stat "$@" | head -c 9; exit 0 ;; esac`, "/etc/passwd", "another answer"},
		{"ls", `exit 2`, "/opt/empty/*", "could not be listed"},
	} {
		breaks, mends := stub(c.tool, c.body)
		if _, err := h.Shell(t.Context(), "mkdir -p /opt/empty; "+breaks); err != nil {
			t.Fatal(err)
		}
		s := collect(t, inside(t, h.Name, ""), askFile(c.key), askFile("/etc/hosts"))
		if why := cannot(t, Files, s, c.key); !strings.Contains(why, c.why) {
			t.Errorf("%s %s: %s, want %q", c.tool, c.body, why, c.why)
		}
		if _, err := h.Shell(t.Context(), mends); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		tool, body string
		why        func(FileEntry) string
		want       string
	}{
		{"sha256sum", "exit 0", func(e FileEntry) string { return because(e.SHA256) }, "another answer"},
		{"sha256sum", `/root/sha256sum "$@"; kill -9 $$`, func(e FileEntry) string { return because(e.SHA256) }, "sha256sum failed"},
		{"head", `/root/head -c 5 /etc/passwd; kill -9 $$`, func(e FileEntry) string { return because(e.Content) }, "head or timeout is missing or failed"},
		{"od", `/root/od "$@" | /root/head -c 30`, func(e FileEntry) string { return because(e.Content) }, "cut off"},
		{"readlink", `exit 1`, func(e FileEntry) string { return because(e.Link) }, "readlink"},
	} {
		breaks, mends := stub(c.tool, c.body)
		if _, err := h.Shell(t.Context(), "cp -p /usr/bin/head /root/ 2>&1; "+breaks); err != nil {
			t.Fatal(err)
		}
		key := "/etc/passwd"
		if c.tool == "readlink" {
			key = "/var/www/app/current"
		}
		s := collect(t, inside(t, h.Name, ""), askSum(key), askContent(key))
		if why := c.why(entry(row(t, Files, s, key))); !strings.Contains(why, c.want) {
			t.Errorf("%s %s: %q, want %q", c.tool, c.body, why, c.want)
		}
		if _, err := h.Shell(t.Context(), mends); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAPatternHasALimit(t *testing.T) {
	d := t.TempDir()
	for i := range MaxMatches {
		if err := os.WriteFile(filepath.Join(d, fmt.Sprint(i)), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tr := local.Open()
	defer tr.Close()
	s := collect(t, tr, askFile(d+"/*"), askFile(d+"/**"), askFile(d+"/[1-8]*"))
	for _, key := range []string{"/*", "/**"} {
		if why := cannot(t, Files, s, d+key); !strings.Contains(why, "10000 matches or more") {
			t.Error(why)
		}
	}
}
