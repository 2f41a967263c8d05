package fact

import "strings"

// Ask names one thing that a spec wants to know of a host.
type Ask struct {
	// Table is a registered table's name: "package".
	Table string `json:"table"`
	// Key is the row: "nginx", "/etc/passwd".
	Key string `json:"key,omitempty"`
	// Want names a column that costs extra and is collected only when asked:
	// "content", "sha256". Empty: the row's ordinary columns.
	Want string `json:"want,omitempty"`
}

// String is the ask as a message shows it: "file /etc/passwd (content)".
func (a Ask) String() string {
	s := strings.TrimSpace(a.Table + " " + a.Key)
	if a.Want != "" {
		s += " (" + a.Want + ")"
	}
	return s
}

// keys gives each key of the asks once, in their order.
func keys(asks []Ask) []string {
	seen := map[string]bool{}
	var out []string
	for _, a := range asks {
		if !seen[a.Key] {
			seen[a.Key] = true
			out = append(out, a.Key)
		}
	}
	return out
}

// wants tells for a column name whether some ask wants it of this key.
func wants(asks []Ask, key, want string) bool {
	for _, a := range asks {
		if a.Key == key && a.Want == want {
			return true
		}
	}
	return false
}
