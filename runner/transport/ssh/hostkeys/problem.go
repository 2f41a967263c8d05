package hostkeys

import (
	"fmt"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// Why says what is wrong with a host's key.
type Why string

// The reasons.
const (
	Unknown        Why = "unknown"
	Changed        Why = "changed"
	Revoked        Why = "revoked"
	BadCertificate Why = "certificate"
)

// Problem is a key that the host may not show.
type Problem struct {
	Why  Why
	Host string // as it stands in known_hosts
	Key  ssh.PublicKey
	// Known is what the files have; for Revoked and BadCertificate the line that
	// says so.
	Known []Known

	files      []string
	unreadable []*Line
	cause      error
}

func (h *Host) problem(why Why, key ssh.PublicKey, line *Known) *Problem {
	p := &Problem{Why: why, Host: h.Name, Key: key, Known: h.keys, files: h.files.Names, unreadable: h.unreadable}
	if line != nil {
		p.Known = []Known{*line}
	}
	return p
}

// Error says both fingerprints, and how to mend it.
func (p *Problem) Error() string {
	shown := Fingerprint(p.Key)
	switch p.Why {
	case Changed:
		return fmt.Sprintf("the host key of %s has CHANGED: known is %s, the host shows %s; someone may be in between. If the host was really set up anew: %s",
			p.Host, p.known(), shown, p.forget())
	case Revoked:
		return fmt.Sprintf("the host key of %s is REVOKED (%s): the host shows %s", p.Host, p.Known[0].Line, shown)
	case BadCertificate:
		return fmt.Sprintf("the host certificate of %s is not valid: %s (its authority is %s, the host shows %s)",
			p.Host, visible(strings.TrimPrefix(p.cause.Error(), "ssh: ")), p.known(), shown)
	}
	s := fmt.Sprintf("the host key of %s is not known in %s: the host shows %s; compare that with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub), then connect once with ssh",
		p.Host, strings.Join(p.names(), ", "), shown)
	if len(p.unreadable) > 0 {
		s += fmt.Sprintf(" (a line for it that can't be read: %s)", p.unreadable[0])
	}
	return s
}

func (p *Problem) names() []string {
	if len(p.files) == 0 {
		return []string{"any known_hosts file (none is set)"}
	}
	return p.files
}

// known lists what is known, with its place.
func (p *Problem) known() string {
	var all []string
	for _, k := range p.Known {
		all = append(all, fmt.Sprintf("%s (%s)", Fingerprint(k.Key), k.Line))
	}
	return strings.Join(all, ", ")
}

// forget is the command that takes the known key out of each file.
func (p *Problem) forget() string {
	var all []string
	seen := map[string]bool{}
	for _, k := range p.Known {
		if !seen[k.File] {
			seen[k.File] = true
			all = append(all, fmt.Sprintf("ssh-keygen -R '%s' -f '%s'", p.Host, k.File))
		}
	}
	return strings.Join(all, " && ")
}

// Fingerprint is "ssh-ed25519 SHA256:…", as ssh-keygen -l has it.
func Fingerprint(key ssh.PublicKey) string { return key.Type() + " " + ssh.FingerprintSHA256(key) }

func visible(s string) string { return hosttext.Visible(hosttext.FromString(s)) }
