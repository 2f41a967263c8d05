package connect

import (
	"os"
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
