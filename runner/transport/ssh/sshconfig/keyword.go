package sshconfig

// kind is how the value of a keyword is read.
type kind int

const (
	unknown  kind = iota // no keyword of OpenSSH 9.2
	text                 // one word
	path                 // one word, may be given again: all count
	files                // words; the first keyword counts
	flag                 // yes or no
	choice               // one of the words in choices
	count                // a number
	port                 // 1 to 65535, or a service
	span                 // a time
	command              // the rest of the line
	jump                 // ProxyJump
	include              // Include
	host                 // Host
	matching             // Match
	ignoring             // IgnoreUnknown
	neutral              // changes nothing for us, whatever it says
	off                  // changes nothing for us when it is "no" or "none"
	listed               // a list that only ssh can make of its default
)

// kinds has the keywords of ssh_config(5), OpenSSH 9.2, that our own reader
// reads. Of all others the table of options says what they are, see kindOf.
var kinds = map[string]kind{
	"host": host, "match": matching, "include": include, "ignoreunknown": ignoring,

	"hostname": text, "user": text, "hostkeyalias": text, "identityagent": text, "bindaddress": text, "preferredauthentications": text,
	"port": port, "identityfile": path, "certificatefile": path, "userknownhostsfile": files, "globalknownhostsfile": files,
	"proxycommand": command, "proxyjump": jump,
	"identitiesonly": flag, "batchmode": flag, "passwordauthentication": flag, "kbdinteractiveauthentication": flag, "hashknownhosts": flag,
	"checkhostip":           flag,
	"pubkeyauthentication":  choice,
	"stricthostkeychecking": choice, "addressfamily": choice, "compression": choice,
	"connecttimeout": span, "serveraliveinterval": span, "serveralivecountmax": count, "connectionattempts": count,
	"numberofpasswordprompts": count, "requiredrsasize": count,

	"canonicalizehostname": off, "ciphers": listed, "macs": listed, "kexalgorithms": listed, "hostkeyalgorithms": listed,
	"pubkeyacceptedalgorithms": listed, "casignaturealgorithms": listed, "rekeylimit": listed,

	// Old ones, which OpenSSH reads over.
	"protocol": neutral, "cipher": neutral, "fallbacktorsh": neutral, "globalknownhostsfile2": neutral, "rhostsauthentication": neutral,
	"rhostsrsaauthentication": neutral, "userknownhostsfile2": neutral, "useroaming": neutral, "usersh": neutral,
	"useprivilegedport": neutral, "afstokenpassing": neutral, "kerberosauthentication": neutral, "kerberostgtpassing": neutral,
	"rsaauthentication": neutral, "compressionlevel": neutral, "keepalive": neutral, "identityfile2": path,
	"dsaauthentication": choice, "challengeresponseauthentication": flag, "skeyauthentication": flag, "tisauthentication": flag,
	"pubkeyacceptedkeytypes": listed, "hostbasedkeytypes": neutral, "hostbasedacceptedkeytypes": neutral, "smartcarddevice": off,
}

// kindOf gives how a keyword is read, by the table of options where no value of
// it matters here.
func kindOf(name string) kind {
	if k, ok := kinds[name]; ok {
		return k
	}
	switch options[name].treatment {
	case harmless:
		return neutral
	case refused:
		return off
	}
	return unknown
}

// synonyms are old names.
var synonyms = map[string]string{
	"dsaauthentication": "pubkeyauthentication", "challengeresponseauthentication": "kbdinteractiveauthentication",
	"skeyauthentication": "kbdinteractiveauthentication", "tisauthentication": "kbdinteractiveauthentication", "identityfile2": "identityfile",
	"smartcarddevice": "pkcs11provider",
}

// choices are the words of a choice, and what `ssh -G` prints for each.
var choices = map[string]map[string]string{
	"stricthostkeychecking": {"true": "true", "yes": "true", "false": "false", "no": "false", "off": "false", "ask": "ask", "accept-new": "accept-new"},
	"addressfamily":         {"any": "any", "inet": "inet", "inet6": "inet6"},
	"compression":           {"yes": "yes", "no": "no"},
	"pubkeyauthentication":  {"true": "true", "yes": "true", "false": "false", "no": "false", "unbound": "unbound", "host-bound": "host-bound"},
}
