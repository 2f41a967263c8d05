package connect

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/transport"
)

func TestMain(m *testing.M) { os.Exit(phpweb.Main(m)) }

// A host by its ssh_config alias, as its user and as root, and behind another.
func TestSSH(t *testing.T) {
	phpweb.RequireDocker(t)
	hosts, err := phpweb.StartSSHD(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := hosts.Close(); err != nil {
			t.Error(err)
		}
	})
	name := hosts.Hosts[0].Name
	o := Options{SSHConfig: hosts.ConfigFile}
	for _, tc := range []struct{ name, fields, want string }{
		{"ssh_config says who", "address: 'ssh://" + name + "'", phpweb.User},
		{"sudo", "address: 'ssh://" + name + "', become: true", "root"},
		{"who it is already", "address: 'ssh://" + phpweb.User + "@" + name + "', become: " + phpweb.User, phpweb.User},
		{"no jump", "address: 'ssh://" + name + "', jump: none", phpweb.User},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, err := whoami(t, tc.fields, o); err != nil || got != tc.want {
				t.Errorf("%q %v", got, err)
			}
		})
	}
	t.Run("who ssh_config says is known: no sudo for that user", func(t *testing.T) {
		conn, _, err := Open(t.Context(), inventory.Target{Name: name, Address: inventory.Address{Scheme: inventory.SSH, Host: name}, Become: phpweb.User}, o)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, ok := conn.(*lease); !ok {
			t.Errorf("%T: it goes through sudo", conn)
		}
	})
	t.Run("who ssh_config says is who sudo asks", func(t *testing.T) { asksWhoLogsIn(t, hosts, name) })
	t.Run("behind another target", func(t *testing.T) {
		inv, err := inventory.Parse("f.yaml", []byte("targets:\n  b: {address: 'ssh://"+name+"'}\n  t: {address: 'ssh://"+phpweb.User+"@127.0.0.1:22', jump: b}\n"))
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = Open(t.Context(), inv.Targets[1], o)
		// From there 127.0.0.1:22 is the jump host itself, under a name that
		// known_hosts does not have: so far the way went.
		wantKind(t, err, transport.HostKey)
	})
	t.Run("becoming keeps the way into the host's network", func(t *testing.T) {
		conn, _, err := Open(t.Context(), inventory.Target{Name: name, Address: inventory.Address{Scheme: inventory.SSH, Host: name}, Become: "root"}, o)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, ok := conn.(transport.Dialer); !ok {
			t.Errorf("%T is no Dialer", conn)
		}
	})
	t.Run("nobody there", func(t *testing.T) {
		_, err := whoami(t, "address: 'ssh://127.0.0.1:1'", o)
		wantKind(t, err, transport.Unreachable)
		if err != nil && strings.Count(err.Error(), "\n") > 5 {
			t.Errorf("%v", err)
		}
	})
}

// asksWhoLogsIn: only ssh_config names the user, whose password sudo wants.
func asksWhoLogsIn(t *testing.T, hosts *phpweb.SSHDs, name string) {
	t.Setenv(EnvBecomePassword, "")
	given, err := os.ReadFile(hosts.ConfigFile)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, append([]byte("User "+phpweb.PasswordUser+"\n"), given...), 0o600); err != nil {
		t.Fatal(err)
	}
	var asked []string
	o := Options{SSHConfig: file, Prompt: func(_ context.Context, question string) (string, error) {
		asked = append(asked, question)
		return phpweb.Password, nil
	}}
	if got, err := whoami(t, "address: 'ssh://"+name+"', become: root", o); err != nil || got != "root" {
		t.Errorf("%q %v", got, err)
	}
	if len(asked) != 1 || asked[0] != "sudo password of "+phpweb.PasswordUser {
		t.Errorf("asked %q", asked)
	}
}
