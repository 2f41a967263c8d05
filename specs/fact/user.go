package fact

import "fmt"

// User is a user of the host.
type User struct {
	UID int `json:"uid"`
	// GID is the number of the primary group, and Group its name.
	GID   int           `json:"gid"`
	Group Value[string] `json:"group"`
	// Groups are the names of all groups, the primary one first, the others in order.
	Groups Value[[]string] `json:"groups"`
	Gecos  string          `json:"gecos"`
	Home   string          `json:"home"`
	Shell  string          `json:"shell"`
	// Password is locked (no password opens it; a key still may), set, or none (an empty one
	// opens it). No hash is kept.
	Password Value[string] `json:"password"`
	// Keys are collected when asked for (Want "keys").
	Keys Value[[]AuthorizedKey] `json:"keys,omitzero"`
}

// AuthorizedKey is a public key that opens a user's account by SSH.
type AuthorizedKey struct {
	// Fingerprint is as ssh-keygen -l shows it: SHA256:….
	Fingerprint string `json:"fingerprint"`
	// Type is ssh-ed25519, ssh-rsa, ….
	Type    string `json:"type"`
	Comment string `json:"comment"`
	// Options are the names of its options: from, command, no-pty, cert-authority.
	Options []string `json:"options,omitempty"`
	File    string   `json:"file"`
}

// Users are asked by name. All are asked of one getent, with a limit, for a name service that hangs; "not
// there" is believed as nameServiceShell says. Groups are those of the files where the name service
// has no others, else of id(1). Keys are those of .ssh/authorized_keys and .ssh/authorized_keys2 in
// the home, sshd's default; where sshd_config names others they are unknown. What an
// AuthorizedKeysCommand would add is not seen.
var Users = Register(&Table[User]{
	Name:  "user",
	Tools: []string{"getent", "timeout", "id", "stat", "head", "od", "tr"},
	Examples: []Ask{{Table: "user", Key: "deploy"}, {Table: "user", Key: "deploy", Want: "keys"}, {Table: "user", Key: "root"},
		{Table: "user", Key: "nosuchuser"}},
	Check: func(a Ask) error {
		if a.Want != "" && a.Want != "keys" {
			return fmt.Errorf("ask for user %q: there is no column %q", a.Key, a.Want)
		}
		return checkAccount(a)
	},
	Shell: userShell,
	Parse: parseUsers,
	Evidence: func(a Ask) string {
		if a.Want == "keys" {
			return "ssh-keygen -lf ~" + a.Key + "/.ssh/authorized_keys"
		}
		return "getent passwd " + Quote(a.Key) + "; id " + Quote(a.Key)
	},
})

// checkAccount refuses what is no name of a user or a group: getent takes a number for an id.
func checkAccount(a Ask) error {
	if !userName.MatchString(a.Key) || isNumber(a.Key) {
		return fmt.Errorf("ask for %s %q: not a %s's name", a.Table, a.Key, a.Table)
	}
	return nil
}

func isNumber(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}
