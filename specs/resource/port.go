package resource

import (
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/fleetspec/fleetspec/specs/fact"
)

// Port is where something may listen: a TCP or UDP port, or the path of a unix socket.
type Port struct {
	base
	key  string // "tcp:443"
	path string // of a unix socket
}

var _ = register(Kind{Word: "port", Table: "socket", New: func(src Source, name string) (Resource, error) {
	return NewPort(src, name)
}})

// NewPort declares one: "tcp:443" or "443" (by IPv4), "tcp6:443", "udp:53", "udp6:53",
// "unix:/run/php/php8.2-fpm.sock".
//
// An IPv6 socket on all addresses that takes IPv4 too (its "v6only" is off) listens on
// tcp:PORT as well as on tcp6:PORT. Where the host can't tell whether it does, tcp:PORT is unknown.
func NewPort(src Source, name string) (Port, error) {
	p := Port{base: base{src: src, kind: "port", noun: "Port", name: name}, key: name}
	if !strings.Contains(name, ":") {
		p.key = "tcp:" + name
	}
	if at, ok := strings.CutPrefix(name, "unix:"); ok && at != "" {
		p.path = at
		if at[0] == '/' {
			p.path = path.Clean(at)
		}
		p.key = "unix:" + p.path
	}
	ask := fact.Ask{Table: "socket", Key: p.key}
	if p.path != "" {
		ask.Want = "file"
	}
	p.asks = []fact.Ask{ask}
	return p, fact.CheckKey(ask)
}

// WithProcesses also declares that Processes will be read, so that they are collected with
// all else and not in a round trip of their own.
func (p Port) WithProcesses() Port {
	want := []string{p.key}
	if family, port, _ := strings.Cut(p.key, ":"); family == "tcp" || family == "udp" {
		want = append(want, family+"6:"+port)
	}
	for _, key := range want {
		if ask := (fact.Ask{Table: "socket", Key: key, Want: "process"}); !slices.Contains(p.asks, ask) {
			p.asks = append(slices.Clone(p.asks), ask)
		}
	}
	return p
}

// Wanting is WithProcesses for the column "process".
func (p Port) Wanting(column string) Resource {
	if column == "process" {
		return p.WithProcesses()
	}
	return p
}

// Listening tells whether something listens. A unix socket whose file is gone, or is no socket, does not: nobody
// can connect.
func (p Port) Listening() (bool, error) {
	return listeners(p, "listening", func(all []fact.Listener) (bool, error) { return len(all) > 0, nil })
}

// Addresses are the IP addresses that it listens on, each once, sorted: "0.0.0.0", "127.0.0.1",
// "::". Of a unix socket it is the path that it was bound to.
func (p Port) Addresses() ([]string, error) {
	return listeners(p, "addresses", func(all []fact.Listener) ([]string, error) {
		var out []string
		for _, l := range all {
			out = append(out, l.Address)
		}
		if len(out) == 0 {
			return nil, p.notListening()
		}
		sort.Strings(out)
		return distinct(out), nil
	})
}

// State says what Listening is judged by: "listening on 0.0.0.0, ::".
func (p Port) State() (string, error) {
	return listeners(p, "state", func(all []fact.Listener) (string, error) {
		var out []string
		for _, l := range all {
			at := l.Address
			if both, err := l.Both.Get(); err == nil && both {
				at += " (IPv4 too)"
			}
			out = append(out, at)
		}
		if len(out) == 0 {
			return "not listening", nil
		}
		sort.Strings(out)
		return "listening on " + strings.Join(distinct(out), ", "), nil
	})
}

// Owner is the user who made the TCP or UDP socket, or owns the file of the unix socket. It
// is absent where several sockets have several owners.
func (p Port) Owner() (string, error) {
	if p.path != "" {
		return look(p.base, fact.Sockets, "owner", func(row fact.Socket, found bool) (string, error) {
			if found && p.path[0] != '@' {
				file, err := row.File.Get()
				if err != nil {
					return "", err
				}
				if file.There {
					return file.Owner.Get()
				}
			}
			return "", p.absent()
		})
	}
	return listeners(p, "owner", func(all []fact.Listener) (string, error) {
		var users []string
		for _, l := range all {
			user, err := l.User.Get()
			if err != nil {
				return "", err
			}
			users = append(users, user)
		}
		switch users = distinct(users); len(users) {
		case 0:
			return "", p.notListening()
		case 1:
			return users[0], nil
		}
		return "", &Absent{What: fmt.Sprintf("one owner of %s, whose sockets are of %s,", p, strings.Join(users, " and "))}
	})
}

// Processes are the names of the processes that hold the listening sockets, sorted. It is
// unknown where the host does not show what other processes hold; HeldBy can tell more often.
func (p Port) Processes() ([]string, error) {
	return listeners(p.WithProcesses(), "processes", func(all []fact.Listener) ([]string, error) {
		names, hidden, err := p.holders(all)
		if err == nil && len(hidden) > 0 {
			err = &fact.Unknown{Why: fmt.Sprintf("what some processes hold is not shown (%s): only root may see it, in a container not even root", strings.Join(hidden, ", "))}
		}
		return names, err
	})
}

// HeldBy tells whether a process of that name, as the kernel names it, holds a listening socket.
func (p Port) HeldBy(name string) (bool, error) {
	return listeners(p.WithProcesses(), "held by "+name, func(all []fact.Listener) (bool, error) {
		names, hidden, err := p.holders(all)
		switch {
		case err != nil:
			return false, err
		case !slices.Contains(names, name) && slices.Contains(hidden, name):
			return false, &fact.Unknown{Why: fmt.Sprintf("what %s holds is not shown: only root may see it, in a container not even root", name)}
		}
		return slices.Contains(names, name), nil
	})
}

func (p Port) holders(all []fact.Listener) (names, hidden []string, err error) {
	if len(all) == 0 {
		return nil, nil, p.notListening()
	}
	for _, l := range all {
		some, err := l.Processes.Get()
		if err != nil {
			return nil, nil, err
		}
		names, hidden = append(names, some...), append(hidden, l.Hidden...)
	}
	sort.Strings(names)
	sort.Strings(hidden)
	return distinct(names), distinct(hidden), nil
}

// Fresh collects it anew, for Eventually(p.Fresh).
func (p Port) Fresh() (Port, error) { return p, p.refresh() }

func (p Port) notListening() error { return &Absent{What: "a listener of " + p.String()} }

// listeners reads the sockets that listen there.
func listeners[T any](p Port, what string, pick func([]fact.Listener) (T, error)) (T, error) {
	return noted(p.base, what, func(s *fact.Snapshot) (T, error) {
		var zero T
		row, _, err := fact.Sockets.Look(s, p.key)
		if err != nil {
			return zero, err
		}
		all := row.Listeners
		if p.path != "" {
			all, err = p.reachable(s, row)
		} else if family, port, _ := strings.Cut(p.key, ":"); family == "tcp" || family == "udp" {
			all, err = p.withBoth(s, row, family+"6:"+port, what == "listening" || what == "state")
		}
		if err != nil {
			return zero, err
		}
		return pick(all)
	})
}

// withBoth adds the sockets of IPv6 that take IPv4 too. One of which that can't be told is
// an error, unless any listener is enough and there is another.
func (p Port) withBoth(s *fact.Snapshot, row fact.Socket, key6 string, any bool) ([]fact.Listener, error) {
	six, _, err := fact.Sockets.Look(s, key6)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(row.Listeners)
	for _, l := range six.Listeners {
		if l.Address != "::" {
			continue
		}
		both, err := l.Both.Get()
		if err != nil {
			if any && len(row.Listeners) > 0 {
				continue
			}
			return nil, &fact.Unknown{Why: fmt.Sprintf("a socket listens on [::] of %s; %s", key6, strings.TrimPrefix(err.Error(), "could not tell: "))}
		}
		if both {
			all = append(all, l)
		}
	}
	return all, nil
}

// reachable are the listeners of a unix socket, if its file leads to them.
func (p Port) reachable(s *fact.Snapshot, row fact.Socket) ([]fact.Listener, error) {
	if p.path[0] == '@' {
		return row.Listeners, nil
	}
	if len(row.Listeners) == 0 {
		// Postfix and others bind to a path relative to a folder that only they know.
		all, err := fact.Sockets.All(s, p.asks[0])
		if err != nil {
			return nil, err
		}
		for key := range all {
			bound := strings.TrimPrefix(key, "unix:")
			if bound != key && !strings.HasPrefix(bound, "/") && !strings.HasPrefix(bound, "@") && strings.HasSuffix(p.path, "/"+path.Clean(bound)) {
				return nil, &fact.Unknown{Why: fmt.Sprintf("a socket is bound to the path %s, relative to a folder that only its process knows; ask for the process instead", bound)}
			}
		}
		return nil, nil
	}
	file, err := row.File.Get()
	if err != nil {
		return nil, err
	}
	if !file.There || file.Type != "socket" {
		return nil, nil
	}
	return row.Listeners, nil
}
