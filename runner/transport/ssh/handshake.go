package ssh

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/ssh/hostkeys"
	"github.com/fleetspec/fleetspec/runner/transport/ssh/sshconfig"
)

// handshake is one attempt to log in.
type handshake struct {
	o *opener
	r *route

	clock      *clock
	proxy      *proxy // the ProxyCommand, or nil
	greeting   *greeting
	login      *login
	accepted   []byte // the host key that was taken
	problem    error  // why the host key was not
	unverified bool   // the host key may be somebody else's
}

var errSilent = errors.New("the host does not answer")

// timeout bounds the handshake without the time that a person needs.
func (h *handshake) timeout() time.Duration {
	switch {
	case h.o.cfg.ConnectTimeout > 0:
		return h.o.cfg.ConnectTimeout
	case h.r.ConnectTimeout > 0:
		return h.r.ConnectTimeout
	}
	return connectTimeout
}

func (h *handshake) close() {
	if h.login != nil {
		h.login.close()
	}
}

// run logs in over conn, which it closes when that fails.
func (h *handshake) run(ctx context.Context, conn net.Conn) (*ssh.Client, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	timeout := h.timeout()
	h.clock = newClock(timeout, func() { cancel(fmt.Errorf("%w within %v", errSilent, timeout)) })
	defer h.clock.stop()
	h.proxy, _ = conn.(*proxy)
	h.greeting = &greeting{Conn: conn}
	h.login = newLogin(ctx, h)
	cfg, err := h.config()
	if err != nil {
		_ = conn.Close()
		return nil, as(transport.Config, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	c, channels, requests, err := ssh.NewClientConn(h.greeting, h.r.address(), cfg)
	if !stop() || err != nil {
		_ = conn.Close()
		return nil, h.explain(ctx, err)
	}
	h.greeting.done()
	h.noteAlgorithms(c)
	if h.r.RekeyTime > 0 {
		h.o.note(fmt.Sprintf("the connection to %s gets new keys by what is sent only, not every %v as RekeyLimit of ssh_config says", h.r.known.Name, h.r.RekeyTime))
	}
	return ssh.NewClient(c, channels, requests), nil
}

func (h *handshake) config() (*ssh.ClientConfig, error) {
	supported, insecure := ssh.SupportedAlgorithms(), ssh.InsecureAlgorithms()
	cfg := &ssh.ClientConfig{User: h.r.User, HostKeyCallback: h.checkKey, AuthCallback: h.login.next, BannerCallback: h.login.banner}
	for _, list := range []struct {
		name             string
		to               *[]string
		said, can, risky []string
	}{
		{"KexAlgorithms", &cfg.KeyExchanges, h.r.KeyExchanges, supported.KeyExchanges, insecure.KeyExchanges},
		{"Ciphers", &cfg.Ciphers, h.r.Ciphers, supported.Ciphers, insecure.Ciphers},
		{"MACs", &cfg.MACs, h.r.MACs, supported.MACs, insecure.MACs},
		{"HostKeyAlgorithms", &cfg.HostKeyAlgorithms, h.r.HostKeys, supported.HostKeys, insecure.HostKeys},
	} {
		if *list.to = common(list.said, append(list.can, list.risky...)); len(list.said) > 0 && len(*list.to) == 0 {
			return nil, fmt.Errorf("ssh_config's %s names nothing that fleetspec knows", list.name)
		}
	}
	if len(cfg.HostKeyAlgorithms) == 0 {
		cfg.HostKeyAlgorithms = usual
	}
	cfg.HostKeyAlgorithms = h.r.known.Algorithms(cfg.HostKeyAlgorithms)
	cfg.RekeyThreshold = h.r.RekeyBytes
	return cfg, nil
}

// common gives those of a that are in b.
func common(a, b []string) []string {
	var out []string
	for _, s := range a {
		for _, t := range b {
			if s == t {
				out = append(out, s)
				break
			}
		}
	}
	return out
}

// checkKey takes or refuses the host's key. It is asked again at each rekeying.
func (h *handshake) checkKey(_ string, remote net.Addr, key ssh.PublicKey) error {
	if h.accepted != nil {
		if bytes.Equal(h.accepted, key.Marshal()) {
			return nil
		}
		return errors.New("the host changed its key while connected")
	}
	err := h.r.longEnough(key)
	if err != nil {
		err = fmt.Errorf("the host key of %s: %w", h.r.known.Name, err)
	}
	if err == nil {
		err = h.checkAddress(remote, key)
	}
	if err == nil {
		err = h.judgeKey(key)
	}
	if err != nil {
		h.problem = err
		return err
	}
	h.accepted = key.Marshal()
	return nil
}

// checkAddress is CheckHostIP: what known_hosts has for the address that a name
// led to must not be another key. It counts where OpenSSH lets it count (check_host_key
// in sshconnect.c): for a name, on the direct way to another machine, and not for
// a certificate.
func (h *handshake) checkAddress(remote net.Addr, key ssh.PublicKey) error {
	tcp, ok := remote.(*net.TCPAddr)
	if !h.r.CheckHostIP || !ok || h.r.via != nil || h.r.ProxyCommand != "" || tcp.IP.IsLoopback() || tcp.IP.String() == h.r.HostName {
		return nil
	}
	if _, ok := key.(*ssh.Certificate); ok {
		return nil
	}
	there, err := h.r.known.At(tcp.IP.String(), h.r.Port)
	if err != nil {
		return err
	}
	var p *hostkeys.Problem
	if err = there.Check(key); !errors.As(err, &p) || p.Why == hostkeys.Unknown {
		return nil
	}
	if h.r.Strict == sshconfig.StrictOff && p.Why == hostkeys.Changed {
		h.unverified = true
		h.o.note("StrictHostKeyChecking no: CheckHostIP of ssh_config does not count: " + err.Error())
		return nil
	}
	return fmt.Errorf("CheckHostIP of ssh_config: %w", err)
}

func (h *handshake) judgeKey(key ssh.PublicKey) error {
	err := h.r.known.Check(key)
	var p *hostkeys.Problem
	if err == nil || !errors.As(err, &p) || p.Why == hostkeys.Revoked {
		return err
	}
	name := h.r.known.Name
	switch {
	case h.r.Strict == sshconfig.StrictOff:
		h.unverified = true
		h.o.note(fmt.Sprintf("StrictHostKeyChecking no: the host key of %s was NOT verified (it is %s): %s", name, p.Why, hostkeys.Fingerprint(p.Key)))
		return nil
	case h.r.Strict == sshconfig.AcceptNew && p.Why == hostkeys.Unknown:
		note := fmt.Sprintf("host key of %s accepted as new (StrictHostKeyChecking accept-new): %s", name, hostkeys.Fingerprint(p.Key))
		if len(h.r.UserKnownHosts) > 0 {
			file := h.r.UserKnownHosts[0]
			if err := h.r.known.Record(file, key, h.r.HashKnownHosts); err != nil {
				note += "; it could not be kept: " + oneLine(err.Error())
			} else {
				note += ", kept in " + file
			}
		}
		h.o.note(note)
		return nil
	}
	return err
}

// noteAlgorithms notes what is known to be broken.
func (h *handshake) noteAlgorithms(c ssh.Conn) {
	m, ok := c.(ssh.AlgorithmsConnMetadata)
	if !ok {
		return
	}
	a, bad := m.Algorithms(), ssh.InsecureAlgorithms()
	used := common([]string{a.KeyExchange}, bad.KeyExchanges)
	used = append(used, common([]string{a.Read.Cipher}, bad.Ciphers)...)
	used = append(used, common([]string{a.Read.MAC}, bad.MACs)...)
	used = append(used, common([]string{a.HostKey}, bad.HostKeys)...)
	if len(used) > 0 {
		h.o.note(fmt.Sprintf("the connection to %s uses what is not secure any more: %s", h.r.known.Name, strings.Join(used, ", ")))
	}
}

// explain says why a handshake failed.
func (h *handshake) explain(ctx context.Context, err error) error {
	var none *ssh.AlgorithmNegotiationError
	switch {
	case h.problem != nil:
		return as(transport.HostKey, h.problem)
	case ctx.Err() != nil:
		return as(transport.Unreachable, fmt.Errorf("log in at %s: %w", h.r.address(), context.Cause(ctx)))
	case errors.As(err, &none):
		return as(transport.Unreachable, fmt.Errorf("log in at %s: no common algorithm for %s: the host offers %s; ssh_config can allow an older one",
			h.r.address(), none.What, oneLine(strings.Join(none.RequestedAlgorithms, ", "))))
	case h.accepted != nil && h.login.tried():
		return as(transport.Auth, h.login.refused(err))
	}
	err = fmt.Errorf("log in at %s: %w", h.r.address(), err)
	if words := h.greeting.words(); words != "" && h.accepted == nil {
		err = fmt.Errorf("%w; it greets with: %s", err, words)
	}
	if h.proxy != nil {
		err = fmt.Errorf("%w; ProxyCommand %s", err, h.proxy.fate())
	}
	return as(transport.Unreachable, err)
}

// mayRepeat: a connection that was dropped before the host showed its key was
// not refused for what we are.
func (h *handshake) mayRepeat(err error) bool {
	if p := h.proxy; p != nil && !p.dropped() {
		return false
	}
	if h.accepted != nil || h.problem != nil || strings.Contains(h.greeting.words(), "Not allowed") {
		return false
	}
	for _, e := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func (o *opener) note(notes ...string) {
	o.notes = append(o.notes, notes...)
}
