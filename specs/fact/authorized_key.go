package fact

import (
	"bufio"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// keyFile is a file of public keys; one that is not there has no text.
type keyFile struct {
	path string
	text Value[string]
}

// keysOf gives the keys of a user's files. They are told when every file could be.
func (r *userRecords) keysOf(name string) Value[[]AuthorizedKey] {
	names, why := keyFileNames(r.sshd)
	if why != "" {
		return Cannot[[]AuthorizedKey](why)
	}
	files := r.files[name]
	if len(files) != 2 {
		return Cannot[[]AuthorizedKey]("its files of keys were not looked for")
	}
	all := []AuthorizedKey{}
	for _, f := range files {
		if !slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(f.path, "/"+n) }) {
			continue
		}
		text, err := f.text.Get()
		if err != nil {
			return Cannot[[]AuthorizedKey](hosttext.Visible(f.path) + ": " + whyOf(err))
		}
		all = append(all, authorizedKeys(f.path, text)...)
	}
	return Known(all)
}

// authorizedKeys reads the lines of sshd(8)'s AUTHORIZED_KEYS FILE FORMAT. sshd passes over a line that it
// can't read, and so does this.
func authorizedKeys(path, text string) []AuthorizedKey {
	var out []AuthorizedKey
	lines := bufio.NewScanner(strings.NewReader(string(hosttext.Bytes(text))))
	lines.Buffer(nil, MaxContent+1)
	for lines.Scan() {
		key, comment, options, _, err := ssh.ParseAuthorizedKey(lines.Bytes())
		if err != nil {
			continue
		}
		k := AuthorizedKey{Fingerprint: ssh.FingerprintSHA256(key), Type: key.Type(), Comment: hosttext.FromString(comment), File: path}
		for _, o := range options {
			name, _, _ := strings.Cut(o, "=")
			k.Options = append(k.Options, hosttext.FromString(name))
		}
		out = append(out, k)
	}
	return out
}

const (
	firstKeys  = ".ssh/authorized_keys"
	secondKeys = ".ssh/authorized_keys2"
)

// keyFileNames gives the files, below a home, of which sshd reads keys; or why that can't be told. lines
// are those of its configuration that matter.
func keyFileNames(lines []string) (names []string, why string) {
	set := ""
	for _, line := range lines {
		file, blind := strings.CutPrefix(line, "unreadable ")
		if blind {
			return nil, hosttext.Visible(file) + " may not be read: it could name other files of keys"
		}
		word, rest := sshdWord(strings.TrimPrefix(line, "="))
		switch {
		case word == "include" && rest == "/etc/ssh/sshd_config.d/*.conf":
		case word == "include":
			return nil, "sshd_config includes other files, which could name other files of keys: " + hosttext.Visible(rest)
		case word == "authorizedkeysfile" && set != "" && set != rest:
			return nil, "sshd_config names files of keys twice"
		case word == "authorizedkeysfile":
			set = rest
		}
	}
	if set == "" {
		return []string{firstKeys, secondKeys}, ""
	}
	for _, f := range strings.Fields(set) {
		f = strings.TrimPrefix(f, "%h/")
		if f != firstKeys && f != secondKeys {
			return nil, "sshd_config names other files of keys: " + hosttext.Visible(set)
		}
		names = append(names, f)
	}
	return names, ""
}

// sshdWord gives the keyword of a line, in lower case, and its arguments.
func sshdWord(line string) (word, rest string) {
	line = strings.TrimSpace(line)
	i := strings.IndexAny(line, " \t=")
	if i < 0 {
		return strings.ToLower(line), ""
	}
	return strings.ToLower(line[:i]), strings.Trim(strings.TrimLeft(line[i:], " \t="), `" `)
}
