package hostkeys

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
)

// Known is one key that the files have for a host.
type Known struct {
	*Line
	Key ssh.PublicKey
}

// Host is what the files say of one host.
type Host struct {
	// Name is how the host stands in known_hosts.
	Name string

	principal   string // what a certificate must be for
	files       *Files
	keys        []Known // its keys
	authorities []Known // who may sign its certificates
	revoked     []Known
	portless    *Host // the same name without the port
	unreadable  []*Line
}

// Host looks a host up. alias, when not empty, stands in the files instead of
// host and port (HostKeyAlias). The error is a @revoked line for this host that
// can't be read.
func (f *Files) Host(host string, port int, alias string) (*Host, error) {
	h := &Host{Name: name(host, port), principal: strings.ToLower(host), files: f}
	if alias != "" {
		h.Name, h.principal = strings.ToLower(alias), strings.ToLower(alias)
	}
	for _, l := range f.lines {
		if !l.matches(h.Name) {
			continue
		}
		if err := h.add(l); err != nil {
			return nil, err
		}
	}
	if alias == "" && port != 22 {
		var err error
		if h.portless, err = f.Host(host, 22, ""); err != nil {
			return nil, err
		}
	}
	return h, nil
}

func (h *Host) add(l *Line) error {
	key, err := l.read()
	switch {
	case err != nil && l.marker == revoked:
		return fmt.Errorf("%s: a @revoked key that can't be read (%w): mend or remove the line", l, err)
	case err != nil:
		h.unreadable = append(h.unreadable, l)
	case l.marker == revoked:
		h.revoked = append(h.revoked, Known{l, key})
	case l.marker == authority:
		h.authorities = append(h.authorities, Known{l, key})
	default:
		h.keys = append(h.keys, Known{l, key})
	}
	return nil
}

// At is what the same files say of an address.
func (h *Host) At(ip string, port int) (*Host, error) { return h.files.Host(ip, port, "") }

func (f *Files) maySign(algorithm string) bool {
	if f.Authorities == nil {
		return algorithm != ssh.KeyAlgoRSA
	}
	return slices.Contains(f.Authorities, algorithm)
}

// Known says whether the files have a key, or an authority, for the host.
func (h *Host) Known() bool { return len(h.keys)+len(h.authorities) > 0 }

// Algorithms orders what to ask the host for as OpenSSH does: first what a key
// or an authority is known for, then the others.
func (h *Host) Algorithms(offered []string) []string {
	var first, last []string
	for _, a := range offered {
		if h.expects(a) {
			first = append(first, a)
		} else {
			last = append(last, a)
		}
	}
	return append(first, last...)
}

// expects: a certificate may come with a key that is known, too.
func (h *Host) expects(algorithm string) bool {
	plain := strings.Replace(algorithm, "-cert-v01@openssh.com", "", 1)
	if plain != algorithm && len(h.authorities) > 0 {
		return true
	}
	if plain == ssh.KeyAlgoRSASHA512 || plain == ssh.KeyAlgoRSASHA256 {
		plain = ssh.KeyAlgoRSA
	}
	return slices.ContainsFunc(h.keys, func(k Known) bool { return k.Key.Type() == plain })
}

// Check says whether the host may show this key; the errors are *Problem.
func (h *Host) Check(key ssh.PublicKey) error {
	p := h.check(key)
	if p == nil || h.portless != nil && p.Why == Unknown && h.portless.check(key) == nil {
		return nil
	}
	return p
}

func (h *Host) check(key ssh.PublicKey) *Problem {
	cert, ok := key.(*ssh.Certificate)
	if !ok {
		return h.plain(key)
	}
	if k := find(h.revoked, cert.Key); k != nil {
		return h.problem(Revoked, cert.Key, k)
	}
	if k := find(h.revoked, cert.SignatureKey); k != nil {
		return h.problem(Revoked, cert.SignatureKey, k)
	}
	signed := find(h.authorities, cert.SignatureKey)
	if signed == nil {
		if h.portless != nil && h.portless.check(key) == nil {
			return nil // ssh looks there before it takes the certificate for a plain key
		}
		return h.plain(cert.Key)
	}
	if err := h.valid(cert); err != nil {
		if h.plain(cert.Key) == nil {
			return nil // as ssh does: the key itself is known
		}
		p := h.problem(BadCertificate, cert.Key, signed)
		p.cause = err
		return p
	}
	return nil
}

// plain checks a key that is no certificate.
func (h *Host) plain(key ssh.PublicKey) *Problem {
	if k := find(h.revoked, key); k != nil {
		return h.problem(Revoked, key, k)
	}
	if find(h.keys, key) != nil {
		return nil
	}
	if len(h.keys) > 0 {
		return h.problem(Changed, key, nil)
	}
	return h.problem(Unknown, key, nil)
}

// valid checks a certificate that an authority of this host has signed.
func (h *Host) valid(cert *ssh.Certificate) error {
	if cert.CertType != ssh.HostCert {
		return fmt.Errorf("it is no host certificate")
	}
	if a := cert.Signature.Format; !h.files.maySign(a) {
		return fmt.Errorf("it is signed with %s, which CASignatureAlgorithms of ssh_config does not allow", a)
	}
	var checker ssh.CertChecker
	return checker.CheckCert(h.principal, cert)
}

func find(all []Known, key ssh.PublicKey) *Known {
	blob := key.Marshal()
	for i := range all {
		if bytes.Equal(all[i].Key.Marshal(), blob) {
			return &all[i]
		}
	}
	return nil
}
