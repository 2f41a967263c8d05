package sshconfig

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// changed has for each option a value, as ssh -G prints it, that is not
// OpenSSH's default.
var changed = map[string]string{
	"host": "other", "hostname": "10.0.0.1", "user": "other", "port": "2222", "addressfamily": "inet6", "bindaddress": "127.0.0.1", "bindinterface": "lo",
	"connecttimeout": "7", "connectionattempts": "3", "proxycommand": "nc %h %p", "proxyjump": "bastion", "proxyusefdpass": "yes",
	"refuseconnection": "no", "canonicalizehostname": "always", "canonicaldomains": "a.example", "canonicalizefallbacklocal": "no",
	"canonicalizemaxdots": "2", "canonicalizepermittedcnames": "*.a:*.b", "ignoreunknown": "Foo*", "tag": "x", "serveraliveinterval": "9",
	"serveralivecountmax": "9", "tcpkeepalive": "no", "ipqos": "none none", "controlmaster": "auto", "controlpath": "/c", "controlpersist": "5",

	"stricthostkeychecking": "accept-new", "userknownhostsfile": "/u", "globalknownhostsfile": "/g", "hashknownhosts": "yes", "hostkeyalias": "x",
	"hostkeyalgorithms": "ssh-ed25519", "casignaturealgorithms": "ssh-ed25519", "requiredrsasize": "3072", "checkhostip": "yes",
	"knownhostscommand": "/bin/k %H", "revokedhostkeys": "no", "verifyhostkeydns": "true", "nohostauthenticationforlocalhost": "yes",
	"updatehostkeys": "false", "visualhostkey": "yes", "fingerprinthash": "MD5",

	"ciphers": "aes128-ctr", "macs": "hmac-sha2-256", "kexalgorithms": "curve25519-sha256", "rekeylimit": "1048576 3600", "compression": "yes",
	"warnweakcrypto": "no",

	"identityfile": "/k", "certificatefile": "/c", "identityagent": "/a", "identitiesonly": "yes", "preferredauthentications": "password",
	"pubkeyauthentication": "false", "pubkeyacceptedalgorithms": "ssh-ed25519", "passwordauthentication": "no", "kbdinteractiveauthentication": "no",
	"challengeresponseauthentication": "no", "numberofpasswordprompts": "0", "batchmode": "yes", "pkcs11provider": "/p", "securitykeyprovider": "/s",
	"addkeystoagent": "true", "usekeychain": "yes", "kbdinteractivedevices": "pam", "hostbasedauthentication": "yes",
	"hostbasedacceptedalgorithms": "ssh-ed25519", "enablesshkeysign": "yes", "gssapiauthentication": "yes", "gssapiclientidentity": "x",
	"gssapidelegatecredentials": "yes", "gssapikexalgorithms": "gss-group14-sha256-", "gssapikeyexchange": "yes", "gssapirenewalforcesrekey": "yes",
	"gssapiserveridentity": "y", "gssapitrustdns": "yes",

	"forwardagent": "yes", "forwardx11": "yes", "forwardx11timeout": "5", "forwardx11trusted": "no", "xauthlocation": "/x",
	"localforward": "8080 [localhost]:80", "remoteforward": "8081 [localhost]:80", "dynamicforward": "1080", "gatewayports": "yes",
	"clearallforwardings": "yes", "exitonforwardfailure": "yes", "permitremoteopen": "none", "streamlocalbindmask": "0777",
	"streamlocalbindunlink": "yes", "tunnel": "true", "tunneldevice": "1:1", "channeltimeout": "*=5m", "localcommand": "echo",
	"permitlocalcommand": "yes", "remotecommand": "ls", "sessiontype": "none", "stdinnull": "yes", "forkafterauthentication": "yes",
	"sendenv": "LANG", "setenv": "A=B", "requesttty": "force", "escapechar": "none", "enableescapecommandline": "yes",
	"obscurekeystroketiming": "no", "versionaddendum": "x", "loglevel": "DEBUG", "logverbose": "x", "syslogfacility": "AUTH",
}

// plain is what ssh -G prints where no file says anything.
func plain(t *testing.T) values {
	t.Helper()
	ssh, err := exec.LookPath("ssh")
	if err != nil {
		t.Fatal("the ssh command is needed: ", err)
	}
	v, err := ask(t.Context(), ssh, Query{Host: "web", File: "none"})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// The table of options says what is done with each: an honoured one changes the
// settings, a harmless one does not, a refused one is an error with its name and
// value, before anything is dialled.
func TestOptions(t *testing.T) {
	unset := plain(t)
	before, err := settle(Query{Host: "web"}, unset)
	if err != nil {
		t.Fatal(err)
	}
	for key, o := range options {
		value, ok := changed[key]
		if !ok || len(unset[key]) > 0 && unset.last(key) == value {
			t.Errorf("%s: the test has no value %q that changes it", key, value)
			continue
		}
		v := values{"proxycommand": nil}
		for k, all := range unset {
			v[k] = all
		}
		v[key] = []string{value}
		if key == "proxyusefdpass" {
			v["proxycommand"] = []string{"nc %h %p"}
		}
		after, err := settle(Query{Host: "web"}, v)
		var u *Uncovered
		switch same := reflect.DeepEqual(before, after); o.treatment {
		case honoured:
			if err != nil || same {
				t.Errorf("%s is honoured: %v, changes nothing: %v", key, err, same)
			}
		case harmless:
			if err != nil || !same || o.why == "" {
				t.Errorf("%s is harmless: %v, changes nothing: %v, because %q", key, err, same, o.why)
			}
		case refused:
			if !errors.As(err, &u) || u.Keyword != key || !strings.Contains(err.Error(), "ssh_config says "+key+" "+value+", which fleetspec does not cover") || !strings.Contains(err.Error(), o.why) {
				t.Errorf("%s is refused: %v", key, err)
			}
		}
	}
}

// All that this machine's ssh prints stands in the table: with nothing set, and
// with each keyword of the man page that is printed only when it is set.
func TestOptionsOfSSH(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config")
	write(t, file, `IgnoreUnknown Foo*
BindAddress 127.0.0.1
BindInterface lo
CertificateFile /c
ControlPath /c
DynamicForward 1080
HostKeyAlias x
IdentityAgent /a
KbdInteractiveDevices pam
KnownHostsCommand /k
LocalCommand echo
LocalForward 8080 localhost:80
RemoteForward 8081 localhost:80
PKCS11Provider /p
PreferredAuthentications publickey
ProxyCommand nc %h %p
RemoteCommand ls
RevokedHostKeys /r
SendEnv A B
SetEnv C=D
`)
	ssh, err := exec.LookPath("ssh")
	if err != nil {
		t.Fatal("the ssh command is needed: ", err)
	}
	v, err := ask(t.Context(), ssh, Query{Host: "web", File: file})
	if err != nil {
		t.Fatal(err)
	}
	if len(v) < 95 {
		t.Errorf("ssh -G prints only %d options", len(v))
	}
	for _, all := range []values{v, plain(t)} {
		for key := range all {
			if _, ok := options[key]; !ok {
				t.Errorf("%s is in no table", key)
			}
		}
	}
}

// Our own reader and the table agree on what changes nothing.
func TestKeywordsAndOptions(t *testing.T) {
	for key, o := range options {
		k := kindOf(key)
		if k == unknown || o.treatment == honoured && k == neutral || o.treatment == refused && k != off {
			t.Errorf("%s: read as %d, treated as %d", key, k, o.treatment)
		}
	}
}

// newer stands for an ssh that is newer than the table: it prints an option of
// which fleetspec has never heard.
func newer(t *testing.T) {
	t.Helper()
	ssh, err := exec.LookPath("ssh")
	if err != nil {
		t.Fatal("the ssh command is needed: ", err)
	}
	dir := t.TempDir()
	script := fmt.Sprintf(`#!/bin/sh
%s "$@" || exit
echo "quantumproof $({ [ "$3" = none ] || sed -n 's/^# QuantumProof //p' "$3"; } | grep . || echo fully)"
`, ssh)
	if err := os.WriteFile(filepath.Join(dir, "ssh"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
}

// An option that is in no table is refused where somebody has set it, and only
// there.
func TestStrangers(t *testing.T) {
	newer(t)
	file := filepath.Join(t.TempDir(), "config")
	write(t, file, "# nothing is set\n")
	if _, err := Resolve(context.Background(), Query{Host: "web", File: file}); err != nil {
		t.Errorf("its default is refused: %v", err)
	}
	write(t, file, "# QuantumProof not at all\nUser deploy\n")
	_, err := Resolve(context.Background(), Query{Host: "web", User: "u", Port: 2222, File: file})
	var u *Uncovered
	if !errors.As(err, &u) || err.Error() != "ssh_config says quantumproof not at all, which fleetspec does not cover" {
		t.Errorf("set by somebody: %v", err)
	}
}
