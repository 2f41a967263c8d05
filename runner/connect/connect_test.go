package connect

import (
	"context"
	"errors"
	"os"
	"os/user"
	"reflect"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/local"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

// whoami opens the target of an inventory and asks who we are there.
func whoami(t *testing.T, fields string, o Options) (string, error) {
	t.Helper()
	inv, err := inventory.Parse("f.yaml", []byte("targets: {t: {"+fields+"}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	conn, _, err := Open(t.Context(), inv.Targets[0], o)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	r, err := conn.Run(t.Context(), transport.Command{Argv: []string{"id", "-un"}})
	return strings.TrimSpace(string(r.Stdout)), err
}

// Who runs the commands, by address and become.
func TestDockerUsers(t *testing.T) {
	phpweb.RequireDocker(t)
	t.Setenv(EnvBecomePassword, "")
	id := transporttest.Start(t, transporttest.Debian)
	asked := 0
	prompt := Once(func(_ context.Context, question string) (string, error) {
		asked++
		if question != "sudo password of "+transporttest.AsksPassword {
			t.Errorf("asked for %q", question)
		}
		return transporttest.Password, nil
	})
	for _, tc := range []struct {
		name, fields, want string
		o                  Options
	}{
		{"the container's own user", "address: 'docker://" + id + "'", "root", Options{}},
		{"a user", "address: 'docker://" + id + "?user=nosudo'", "nosudo", Options{}},
		{"the engine becomes the user, without sudo", "address: 'docker://" + id + "', become: nosudo", "nosudo", Options{}},
		{"sudo becomes root", "address: 'docker://" + id + "?user=nopassword', become: true", "root", Options{}},
		{"sudo becomes another", "address: 'docker://" + id + "?user=nopassword', become: nosudo", "nosudo", Options{}},
		{"who it is already needs no sudo", "address: 'docker://" + id + "?user=nosudo', become: nosudo", "nosudo", Options{}},
		{"sudo with a password that is asked for", "address: 'docker://" + id + "?user=askspassword', become: true", "root", Options{Prompt: prompt}},
		{"once", "address: 'docker://" + id + "?user=askspassword', become: true", "root", Options{Prompt: prompt}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, err := whoami(t, tc.fields, tc.o); err != nil || got != tc.want {
				t.Errorf("%q %v", got, err)
			}
		})
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	t.Run("sudo must not ask when nobody can answer", func(t *testing.T) {
		_, err := whoami(t, "address: 'docker://"+id+"?user=askspassword', become: true", Options{})
		wantKind(t, err, transport.Become)
	})
	t.Run("a password from the environment", func(t *testing.T) {
		t.Setenv(EnvBecomePassword, transporttest.Password)
		if got, err := whoami(t, "address: 'docker://"+id+"?user=askspassword', become: true", Options{}); err != nil || got != "root" {
			t.Errorf("%q %v", got, err)
		}
	})
	t.Run("no such container", func(t *testing.T) {
		_, err := whoami(t, "address: 'docker://fleetspec-connect-nobody'", Options{})
		wantKind(t, err, transport.Unreachable)
	})
}

func wantKind(t *testing.T, err error, want transport.Kind) {
	t.Helper()
	var e *transport.Error
	if !errors.As(err, &e) || e.Kind != want {
		t.Errorf("got %v, want the kind %s", err, want)
	}
}

// On this machine sudo is for another user only: who we are needs none, and root
// is who has the user id 0.
func TestLocal(t *testing.T) {
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	for become, sudo := range map[string]bool{"": false, me.Username: false, "root": os.Geteuid() != 0, "nobody-of-this-machine": true} {
		conn, _, err := Open(t.Context(), inventory.Target{Name: "t", Address: inventory.Address{Scheme: inventory.Local}, Become: become}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if plain := reflect.TypeOf(conn) == reflect.TypeOf(local.Open()); plain == sudo {
			t.Errorf("become %q: %T, through sudo: want %v", become, conn, sudo)
		}
		_ = conn.Close()
	}
	if got, err := whoami(t, "address: 'local:', become: "+me.Username, Options{}); err != nil || got != me.Username {
		t.Errorf("%q %v", got, err)
	}
}

// What can't be connected to says so.
func TestNothingToConnectTo(t *testing.T) {
	for want, a := range map[string]inventory.Address{
		"connect t: a snapshot is loaded, not connected to": {Scheme: inventory.Snapshot, Path: "x"},
		"connect t: kube: addresses are not supported yet":  {Scheme: inventory.Kube},
	} {
		conn, _, err := Open(t.Context(), inventory.Target{Name: "t", Address: a}, Options{})
		wantKind(t, err, transport.Config)
		if conn != nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Many ask at once: each question is put once, and waiting can be given up.
func TestOnce(t *testing.T) {
	asked := make(chan string, 10)
	answer := make(chan error)
	ask := Once(func(_ context.Context, question string) (string, error) {
		asked <- question
		return "secret of " + question, <-answer
	})
	got := make(chan string, 10)
	for range 5 {
		go func() {
			s, err := ask(context.Background(), "a")
			if err != nil {
				s = err.Error()
			}
			got <- s
		}()
	}
	<-asked
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ask(ctx, "b"); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting is not given up: %v", err)
	}
	answer <- errors.New("no terminal")
	if s := <-got; s != "no terminal" {
		t.Errorf("got %q", s)
	}
	answer <- nil // an error is not remembered: asked again
	for range 4 {
		if s := <-got; s != "secret of a" {
			t.Errorf("got %q", s)
		}
	}
	if len(asked) != 1 {
		t.Errorf("asked %d times after the error", len(asked))
	}
}
