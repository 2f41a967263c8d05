package resource_test

import (
	"fmt"
	"testing"

	"github.com/fleetspec/fleetspec/specs/resource"
)

const sockets = `{"asked": [{"table": "socket", "key": "tcp:80"}], "rows": {
	"tcp:80": {"is": {"file": null, "listeners": [{"address": "0.0.0.0", "inode": 1, "user": {"is": "root"}, "both": null, "processes": {"is": ["nginx"]}, "hidden": ["nginx", "php-fpm8.2"]}]}},
	"tcp6:80": {"is": {"file": null, "listeners": [{"address": "::", "inode": 2, "user": {"is": "root"}, "both": {"is": false}, "processes": {"is": ["nginx"]}}]}},
	"tcp6:443": {"is": {"file": null, "listeners": [{"address": "::", "inode": 3, "user": {"is": "root"}, "both": {"is": true}, "processes": {"is": ["nginx"]}}]}},
	"tcp6:444": {"is": {"file": null, "listeners": [{"address": "::", "inode": 4, "user": {"is": "root"}, "both": {"unknown": "only ss tells"}, "processes": null}]}},
	"tcp6:445": {"is": {"file": null, "listeners": [{"address": "::1", "inode": 5, "user": {"unknown": "getent hangs"}, "both": null, "processes": {"unknown": "no process was seen to hold it"}}]}},
	"tcp:446": {"is": {"file": null, "listeners": [{"address": "10.0.0.1", "inode": 6, "user": {"is": "app"}, "both": null, "processes": null}]}},
	"tcp6:446": {"is": {"file": null, "listeners": [{"address": "::", "inode": 7, "user": {"is": "root"}, "both": {"unknown": "only ss tells"}, "processes": null}]}},
	"tcp:447": {"is": {"file": null, "listeners": [{"address": "10.0.0.1", "inode": 8, "user": {"is": "app"}, "both": null, "processes": null}, {"address": "10.0.0.2", "inode": 9, "user": {"is": "root"}, "both": null, "processes": null}]}},
	"unix:/run/a": {"is": {"file": {"is": {"there": true, "type": "socket", "owner": {"is": "www-data"}, "mode": "660"}}, "listeners": [{"address": "/run/a", "inode": 10, "user": null, "both": null, "processes": null}]}},
	"unix:/run/gone": {"is": {"file": {"is": {"there": false, "type": "", "owner": {"unknown": "x"}, "mode": ""}}, "listeners": [{"address": "/run/gone", "inode": 11, "user": null, "both": null, "processes": null}]}},
	"unix:/run/stale": {"is": {"file": {"is": {"there": true, "type": "socket", "owner": {"is": "www-data"}, "mode": "660"}}, "listeners": null}},
	"unix:/run/file": {"is": {"file": {"is": {"there": true, "type": "regular file", "owner": {"is": "root"}, "mode": "644"}}, "listeners": [{"address": "/run/file", "inode": 12, "user": null, "both": null, "processes": null}]}},
	"unix:/run/closed": {"is": {"file": {"unknown": "Permission denied"}, "listeners": [{"address": "/run/closed", "inode": 13, "user": null, "both": null, "processes": null}]}},
	"unix:/run/unasked": {"is": {"file": null, "listeners": [{"address": "/run/unasked", "inode": 14, "user": null, "both": null, "processes": null}]}},
	"unix:public/pickup": {"is": {"file": null, "listeners": [{"address": "public/pickup", "inode": 15, "user": null, "both": null, "processes": null}]}},
	"unix:@abstract": {"is": {"file": null, "listeners": [{"address": "@abstract", "inode": 16, "user": null, "both": null, "processes": null}]}}}}`

func TestPort(t *testing.T) {
	src := saved(t, "socket", sockets)
	const ss = "unknown: a socket listens on [::] of tcp6:444; only ss tells"
	const relative = "unknown: a socket is bound to the path public/pickup, relative to a folder that only its process knows; ask for the process instead"
	for _, c := range []struct{ name, listening, addresses, owner string }{
		{"tcp:80", "true", "[0.0.0.0]", "root"},
		{"80", "true", "[0.0.0.0]", "root"},
		{"tcp6:80", "true", "[::]", "root"},
		{"tcp:443", "true", "[::]", "root"},
		{"tcp:444", ss, ss, ss},
		{"tcp6:444", "true", "[::]", "root"},
		{"tcp:445", "false", "absent", "absent"},
		{"tcp6:445", "true", "[::1]", "unknown: getent hangs"},
		{"tcp:446", "true", "unknown: a socket listens on [::] of tcp6:446; only ss tells", "unknown: a socket listens on [::] of tcp6:446; only ss tells"},
		{"tcp:447", "true", "[10.0.0.1 10.0.0.2]", "absent"},
		{"tcp:1", "false", "absent", "absent"},
		{"udp:80", "false", "absent", "absent"},
		{"unix:/run/a", "true", "[/run/a]", "www-data"},
		{"unix:/run//a", "true", "[/run/a]", "www-data"},
		{"unix:/run/gone", "false", "absent", "absent"},
		{"unix:/run/stale", "false", "absent", "www-data"},
		{"unix:/run/file", "false", "absent", "root"},
		{"unix:/run/closed", "unknown: Permission denied", "unknown: Permission denied", "unknown: Permission denied"},
		{"unix:/run/unasked", "unknown: it was not collected", "unknown: it was not collected", "unknown: it was not collected"},
		{"unix:/var/spool/postfix/public/pickup", relative, relative, "absent"},
		{"unix:/run/pickup", "false", "absent", "absent"},
		{"unix:@abstract", "true", "[@abstract]", "absent"},
	} {
		p, err := resource.NewPort(src, c.name)
		if err != nil {
			t.Fatal(err)
		}
		for what, read := range map[string]func() (any, error){
			c.listening:       func() (any, error) { return p.Listening() },
			" " + c.addresses: func() (any, error) { return p.Addresses() },
			"  " + c.owner:    func() (any, error) { return p.Owner() },
		} {
			v, how := said(t, read)
			if how == "known" {
				how = fmt.Sprint(v)
			}
			if how != trimmed(what) {
				t.Errorf("%s: %s, want %q", p, how, what)
			}
		}
	}
	for _, name := range []string{"", "http", "tcp:", "0", "unix:", "unix:relative"} {
		if _, err := resource.NewPort(src, name); err == nil {
			t.Errorf("%q can be declared", name)
		}
	}
}

func trimmed(s string) string {
	for s != "" && s[0] == ' ' {
		s = s[1:]
	}
	return s
}

func TestWhoHoldsAPort(t *testing.T) {
	src := saved(t, "socket", sockets)
	for _, c := range []struct{ name, process, want string }{
		{"tcp:80", "nginx", "true"},
		{"tcp:80", "apache2", "false"},
		{"tcp:80", "php-fpm8.2", "unknown: what php-fpm8.2 holds is not shown: only root may see it, in a container not even root"},
		{"tcp6:80", "nginx", "true"},
		{"tcp6:80", "php-fpm8.2", "false"},
		{"tcp:446", "x", "unknown: a socket listens on [::] of tcp6:446; only ss tells"},
		{"tcp6:445", "x", "unknown: no process was seen to hold it"},
		{"tcp:447", "x", "unknown: it was not collected"},
		{"tcp:1", "x", "absent"},
	} {
		p, err := resource.NewPort(src, c.name)
		if err != nil {
			t.Fatal(err)
		}
		v, how := said(t, func() (bool, error) { return p.HeldBy(c.process) })
		if how == "known" {
			how = fmt.Sprint(v)
		}
		if how != c.want {
			t.Errorf("%s held by %s: %s, want %s", p, c.process, how, c.want)
		}
	}
	p, _ := resource.NewPort(src, "tcp:80")
	if _, how := said(t, p.Processes); how != "unknown: what some processes hold is not shown (nginx, php-fpm8.2): only root may see it, in a container not even root" {
		t.Errorf("processes: %s", how)
	}
	if asks := p.WithProcesses().Asks(); len(asks) != 3 {
		t.Errorf("asks %v", asks)
	}
}
