package sshconfig

import (
	"fmt"
	"strings"
)

// defaults fills in what no file says, as OpenSSH does.
func (r *reader) defaults(login string) error {
	name := r.q.Host
	if said := r.v.last("hostname"); said != "" {
		var err error
		if name, err = (tokens{'%': "%", 'h': r.q.Host}).expand(said); err != nil {
			return fmt.Errorf("hostname: %w", err)
		}
	}
	r.v["hostname"] = []string{strings.ToLower(name)}
	if alias := r.v.last("hostkeyalias"); alias != "" {
		r.v["hostkeyalias"] = []string{strings.ToLower(alias)}
	}
	otherwise := func(key string, value ...string) {
		if len(r.v[key]) == 0 {
			r.v[key] = value
		}
	}
	otherwise("user", login)
	otherwise("port", "22")
	otherwise("serveralivecountmax", "3")
	otherwise("connectionattempts", "1")
	otherwise("stricthostkeychecking", "ask")
	otherwise("identityfile", "~/.ssh/id_rsa", "~/.ssh/id_ecdsa", "~/.ssh/id_ecdsa_sk", "~/.ssh/id_ed25519", "~/.ssh/id_ed25519_sk", "~/.ssh/id_xmss", "~/.ssh/id_dsa")
	otherwise("userknownhostsfile", "~/.ssh/known_hosts\x00~/.ssh/known_hosts2")
	r.v[rawKnownHosts] = strings.Split(r.v.last("userknownhostsfile"), "\x00")
	otherwise("globalknownhostsfile", system+"/ssh_known_hosts\x00"+system+"/ssh_known_hosts2")
	return nil
}
