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
	refused              // not covered
)

// kinds has every keyword of ssh_config(5), OpenSSH 9.2. The neutral ones say
// nothing of where, as whom and how safely fleetspec connects: it forwards
// nothing, has no terminal, sends no environment, and is stricter than
// VerifyHostKeyDNS and NoHostAuthenticationForLocalhost would have it.
var kinds = map[string]kind{
	"host": host, "match": matching, "include": include, "ignoreunknown": ignoring,

	"hostname": text, "user": text, "hostkeyalias": text, "identityagent": text, "bindaddress": text, "preferredauthentications": text,
	"port": port, "identityfile": path, "certificatefile": path, "userknownhostsfile": files, "globalknownhostsfile": files,
	"proxycommand": command, "proxyjump": jump,
	"identitiesonly": flag, "batchmode": flag, "passwordauthentication": flag, "kbdinteractiveauthentication": flag, "hashknownhosts": flag,
	"pubkeyauthentication": choice, "stricthostkeychecking": choice, "addressfamily": choice, "compression": choice,
	"connecttimeout": span, "serveraliveinterval": span, "serveralivecountmax": count,

	"canonicalizehostname": off, "knownhostscommand": off, "revokedhostkeys": off, "proxyusefdpass": off, "pkcs11provider": off,
	"ciphers": refused, "macs": refused, "kexalgorithms": refused, "hostkeyalgorithms": refused, "pubkeyacceptedalgorithms": refused,
	"casignaturealgorithms": refused, "bindinterface": refused, "requiredrsasize": refused,

	"addkeystoagent": neutral, "canonicaldomains": neutral, "canonicalizefallbacklocal": neutral, "canonicalizemaxdots": neutral,
	"canonicalizepermittedcnames": neutral, "checkhostip": neutral, "clearallforwardings": neutral,
	"connectionattempts": neutral, "controlmaster": neutral, "controlpath": neutral, "controlpersist": neutral, "dynamicforward": neutral,
	"enableescapecommandline": neutral, "enablesshkeysign": neutral, "escapechar": neutral, "exitonforwardfailure": neutral,
	"fingerprinthash": neutral, "forkafterauthentication": neutral, "forwardagent": neutral, "forwardx11": neutral,
	"forwardx11timeout": neutral, "forwardx11trusted": neutral, "gatewayports": neutral, "gssapiauthentication": neutral,
	"gssapiclientidentity": neutral, "gssapidelegatecredentials": neutral, "gssapikexalgorithms": neutral, "gssapikeyexchange": neutral,
	"gssapirenewalforcesrekey": neutral, "gssapiserveridentity": neutral, "gssapitrustdns": neutral, "hostbasedacceptedalgorithms": neutral,
	"hostbasedauthentication": neutral, "ipqos": neutral, "kbdinteractivedevices": neutral, "localcommand": neutral, "localforward": neutral,
	"loglevel": neutral, "logverbose": neutral, "nohostauthenticationforlocalhost": neutral, "numberofpasswordprompts": neutral,
	"permitlocalcommand": neutral, "permitremoteopen": neutral, "rekeylimit": neutral, "remotecommand": neutral, "remoteforward": neutral,
	"requesttty": neutral, "securitykeyprovider": neutral, "sendenv": neutral, "sessiontype": neutral, "setenv": neutral,
	"stdinnull": neutral, "streamlocalbindmask": neutral, "streamlocalbindunlink": neutral, "syslogfacility": neutral,
	"tcpkeepalive": neutral, "tunnel": neutral, "tunneldevice": neutral, "updatehostkeys": neutral, "verifyhostkeydns": neutral,
	"visualhostkey": neutral, "xauthlocation": neutral,

	// Old ones, which OpenSSH reads over.
	"protocol": neutral, "cipher": neutral, "fallbacktorsh": neutral, "globalknownhostsfile2": neutral, "rhostsauthentication": neutral,
	"rhostsrsaauthentication": neutral, "userknownhostsfile2": neutral, "useroaming": neutral, "usersh": neutral,
	"useprivilegedport": neutral, "afstokenpassing": neutral, "kerberosauthentication": neutral, "kerberostgtpassing": neutral,
	"rsaauthentication": neutral, "compressionlevel": neutral, "keepalive": neutral, "identityfile2": path,
	"dsaauthentication": choice, "challengeresponseauthentication": flag, "skeyauthentication": flag, "tisauthentication": flag,
	"pubkeyacceptedkeytypes": refused, "hostbasedkeytypes": neutral, "smartcarddevice": off,
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
