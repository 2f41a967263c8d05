package fact

import (
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

func known(t *testing.T, v Value[string]) string {
	t.Helper()
	s, err := v.Get()
	if err != nil {
		return err.Error()
	}
	return s
}

func TestPlatformAgreesWithUname(t *testing.T) {
	h := phpweb.Shared(t)
	p := row(t, Platforms, collect(t, inside(t, h.Name, "deploy"), Ask{Table: "platform"}), "")
	out, err := h.Shell(t.Context(), `. /etc/os-release; uname -r; uname -m; hostname; echo "$ID"; echo "$VERSION_ID"; echo "$PRETTY_NAME"; echo debian; ps -o comm= -p 1; cat /run/systemd/container`)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{p.Kernel, p.Arch, p.Hostname, known(t, p.ID), known(t, p.Version), known(t, p.Title), known(t, p.Family), known(t, p.Init), p.Container}
	if strings.Join(got, "\n")+"\n" != strings.TrimRight(out, "\n")+"\n" {
		t.Errorf("platform is\n%s\nits own tools say\n%s", strings.Join(got, "\n"), out)
	}
}

func TestPlatformWithoutSystemd(t *testing.T) {
	h := rpmHost(t)
	p := row(t, Platforms, collect(t, inside(t, h.Name, ""), Ask{Table: "platform"}), "")
	if known(t, p.Init) != "sh" || known(t, p.ID) != "amzn" || known(t, p.Family) != "rhel" || p.Container != "docker" {
		t.Errorf("%+v", p)
	}
}

func TestParsePlatform(t *testing.T) {
	const head = "uname web 6.1 x86_64\ninit systemd\n"
	for _, c := range []struct{ name, release, id, version, family string }{
		{"quotes", "ID=\"amzn\"\nVERSION_ID='2023'\nID_LIKE=\"fedora\"\n", "amzn", "2023", "rhel"},
		{"comments and blank lines", "# x\n\nID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"22.04\"\n", "ubuntu", "22.04", "debian"},
		{"no version", "ID=debian\n", "debian", "", "debian"},
		{"like", "ID=mint\nID_LIKE=\"ubuntu debian\"\n", "mint", "", "debian"},
		{"unheard of", "ID=void\n", "void", "", "void"},
		{"an escape", "ID=x\nVERSION_ID=\"a\\$b\\\"\"\n", "x", `a$b"`, "x"},
		{"no ID", "NAME=x\n", "could not tell: os-release holds no ID", "could not tell: os-release holds no ID", "could not tell: os-release holds no ID"},
		{"a command", "ID=$(rm -rf x)\n", "could not tell: os-release: ID: its value is no plain text", "", ""},
		{"half a quote", "ID=\"debian\n", "could not tell: os-release could not be read", "", ""},
	} {
		p, err := parsePlatform(head + "file /etc/os-release\n" + c.release + "\nend\n")
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		id, v, f := known(t, p.ID), known(t, p.Version), known(t, p.Family)
		if strings.HasPrefix(c.id, "could not") {
			if !strings.HasPrefix(id, c.id) || !strings.HasPrefix(v, "could not") || !strings.HasPrefix(f, "could not") {
				t.Errorf("%s: %q %q %q", c.name, id, v, f)
			}
		} else if id != c.id || v != c.version || f != c.family {
			t.Errorf("%s: %q %q %q, want %q %q %q", c.name, id, v, f, c.id, c.version, c.family)
		}
	}
	if p, err := parsePlatform("uname web 6.1 x86_64\n\nend\n"); err != nil || !strings.Contains(known(t, p.ID), "no os-release") || !strings.Contains(known(t, p.Init), "process 1") {
		t.Errorf("without os-release: %+v, %v", p, err)
	}
	for _, out := range []string{"", head, head + "\nend", "uname web 6.1\n\nend\n", "uname xxxxxxxxxxxxxxx\n\nend\n", "garbage\n" + head + "\nend\n"} {
		if p, err := parsePlatform(out); err == nil {
			t.Errorf("%q gives %+v", out, p)
		}
	}
}

func TestAPlatformCutAtAnyByteIsNoOther(t *testing.T) {
	whole := "uname web 6.1 x86_64\ninit systemd\ncontainer docker\nfile /etc/os-release\nID=debian\nVERSION_ID=\"12\"\n\nend\n"
	for i := range whole {
		if p, err := parsePlatform(whole[:i]); err == nil {
			t.Errorf("cut at %d: %+v", i, p)
		}
	}
}

func FuzzParsePlatform(f *testing.F) {
	f.Add("uname web 6.1 x86_64\ninit systemd\ncontainer docker\nfile /etc/os-release\nID=debian\nVERSION_ID=\"12\"\n\nend\n")
	f.Fuzz(func(t *testing.T, out string) {
		p, err := parsePlatform(out)
		if err == nil && (p.Kernel == "" || p.Arch == "" || p.Hostname == "") {
			t.Errorf("%+v", p)
		}
	})
}
