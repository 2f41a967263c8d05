package sshconfig

import (
	"slices"
	"strings"
)

// treatment is what fleetspec does with an option of ssh_config.
type treatment int

const (
	_        treatment = iota // an option that is in no table
	honoured                  // it has its effect here too
	harmless                  // it has no effect here, and why says why that is safe
	refused                   // its being set is an error by its name
)

// option is one that `ssh -G` prints.
type option struct {
	treatment treatment
	// why, of a harmless option, says why it may be passed over; of a refused one,
	// what to do instead, where there is something.
	why string
}

// Reasons that many options share.
const (
	itself    = "ssh has done it when it prints its answer"
	forwards  = "fleetspec forwards nothing: no port, no socket, no agent, no display"
	terminal  = "fleetspec has no terminal on the host, and shows nothing while it connects"
	stricter  = "it would trust a host key that known_hosts does not have; here only known_hosts counts"
	otherWays = "a way of logging in that fleetspec does not have; a login that fails says so"
	ownWords  = "fleetspec has errors and notes of its own"
	ownRuns   = "fleetspec says itself what runs on the host, and here it runs only what leads there"
	cleanEnv  = "commands run in the host's own environment: fleetspec asks what the host is"
	oneMore   = "no connection is kept, and none of another program is used: each host's key is checked and each login made anew"
)

// options has each option that `ssh -G` of OpenSSH 9.2 may print, and what is
// known of older and newer versions. One that is not here must stand as where
// nobody has set anything (see strangers): nothing is passed over in silence.
var options = map[string]option{
	// Where to.
	"host":                        {harmless, "it is the name that was asked for"},
	"hostname":                    {honoured, ""},
	"user":                        {honoured, ""},
	"port":                        {honoured, ""},
	"addressfamily":               {honoured, ""},
	"bindaddress":                 {honoured, ""},
	"bindinterface":               {refused, "say BindAddress instead"},
	"connecttimeout":              {honoured, ""},
	"connectionattempts":          {honoured, ""},
	"proxycommand":                {honoured, ""},
	"proxyjump":                   {honoured, ""},
	"proxyusefdpass":              {refused, ""}, // without a ProxyCommand it says nothing
	"refuseconnection":            {refused, ""},
	"canonicalizehostname":        {harmless, itself},
	"canonicaldomains":            {harmless, itself},
	"canonicalizefallbacklocal":   {harmless, itself},
	"canonicalizemaxdots":         {harmless, itself},
	"canonicalizepermittedcnames": {harmless, itself},
	"ignoreunknown":               {harmless, itself},
	"tag":                         {harmless, itself},
	"serveraliveinterval":         {honoured, ""},
	"serveralivecountmax":         {honoured, ""},
	"tcpkeepalive":                {harmless, "the host is asked inside the connection whether it is still there"},
	"ipqos":                       {harmless, "packets are not marked, as with IPQoS none"},
	"controlmaster":               {harmless, oneMore},
	"controlpath":                 {harmless, oneMore},
	"controlpersist":              {harmless, oneMore},

	// Whether it is the right host.
	"stricthostkeychecking":            {honoured, ""},
	"userknownhostsfile":               {honoured, ""},
	"globalknownhostsfile":             {honoured, ""},
	"hashknownhosts":                   {honoured, ""},
	"hostkeyalias":                     {honoured, ""},
	"hostkeyalgorithms":                {honoured, ""},
	"casignaturealgorithms":            {honoured, ""},
	"requiredrsasize":                  {honoured, ""},
	"checkhostip":                      {honoured, ""},
	"knownhostscommand":                {refused, "keep the host's key in a known_hosts file"},
	"revokedhostkeys":                  {refused, "mark the keys with @revoked in a known_hosts file"},
	"verifyhostkeydns":                 {harmless, stricter},
	"nohostauthenticationforlocalhost": {harmless, stricter},
	"updatehostkeys":                   {harmless, "known_hosts is not written to, but for accept-new"},
	"visualhostkey":                    {harmless, ownWords},
	"fingerprinthash":                  {harmless, "fingerprints are shown as SHA256"},

	// How the connection is kept from others' eyes.
	"ciphers":        {honoured, ""},
	"macs":           {honoured, ""},
	"kexalgorithms":  {honoured, ""},
	"rekeylimit":     {honoured, ""}, // of its time a note says that it is not kept
	"compression":    {harmless, "it is an offer: a host takes a connection without"},
	"warnweakcrypto": {harmless, "the report notes what is not secure any more"},

	// Who we are.
	"identityfile":                    {honoured, ""},
	"certificatefile":                 {honoured, ""},
	"identityagent":                   {honoured, ""},
	"identitiesonly":                  {honoured, ""},
	"preferredauthentications":        {honoured, ""},
	"pubkeyauthentication":            {honoured, ""},
	"pubkeyacceptedalgorithms":        {honoured, ""},
	"passwordauthentication":          {honoured, ""},
	"kbdinteractiveauthentication":    {honoured, ""},
	"challengeresponseauthentication": {honoured, ""}, // before 8.7
	"numberofpasswordprompts":         {honoured, ""}, // 0 is none; a password is never asked for more than once
	"batchmode":                       {honoured, ""},
	"pkcs11provider":                  {refused, "give the token's keys to the agent: ssh-add -s"},
	"securitykeyprovider":             {harmless, "security keys are used through the agent; one in a file is named as one that can't be read"},
	"addkeystoagent":                  {harmless, "the agent is not changed"},
	"usekeychain":                     {harmless, "a passphrase is asked for, or the agent has the key"}, // Apple's
	"kbdinteractivedevices":           {harmless, "the host says how it asks"},
	"hostbasedauthentication":         {harmless, otherWays},
	"hostbasedacceptedalgorithms":     {harmless, otherWays},
	"enablesshkeysign":                {harmless, otherWays},
	"gssapiauthentication":            {harmless, otherWays},
	"gssapiclientidentity":            {harmless, otherWays},
	"gssapidelegatecredentials":       {harmless, otherWays},
	"gssapikexalgorithms":             {harmless, otherWays},
	"gssapikeyexchange":               {harmless, stricter},
	"gssapirenewalforcesrekey":        {harmless, otherWays},
	"gssapiserveridentity":            {harmless, otherWays},
	"gssapitrustdns":                  {harmless, otherWays},

	// What is done with the connection.
	"forwardagent":            {harmless, forwards},
	"forwardx11":              {harmless, forwards},
	"forwardx11timeout":       {harmless, forwards},
	"forwardx11trusted":       {harmless, forwards},
	"xauthlocation":           {harmless, forwards},
	"localforward":            {harmless, forwards},
	"remoteforward":           {harmless, forwards},
	"dynamicforward":          {harmless, forwards},
	"gatewayports":            {harmless, forwards},
	"clearallforwardings":     {harmless, forwards},
	"exitonforwardfailure":    {harmless, forwards},
	"permitremoteopen":        {harmless, forwards},
	"streamlocalbindmask":     {harmless, forwards},
	"streamlocalbindunlink":   {harmless, forwards},
	"tunnel":                  {harmless, forwards},
	"tunneldevice":            {harmless, forwards},
	"channeltimeout":          {harmless, "each command has a time of its own"},
	"localcommand":            {harmless, ownRuns},
	"permitlocalcommand":      {harmless, ownRuns},
	"remotecommand":           {harmless, ownRuns},
	"sessiontype":             {harmless, ownRuns},
	"stdinnull":               {harmless, ownRuns},
	"forkafterauthentication": {harmless, ownRuns},
	"sendenv":                 {harmless, cleanEnv},
	"setenv":                  {harmless, cleanEnv},
	"requesttty":              {harmless, terminal},
	"escapechar":              {harmless, terminal},
	"enableescapecommandline": {harmless, terminal},
	"obscurekeystroketiming":  {harmless, terminal},
	"versionaddendum":         {harmless, "it is a text that the host may log"},
	"loglevel":                {harmless, ownWords},
	"logverbose":              {harmless, ownWords},
	"syslogfacility":          {harmless, ownWords},
}

// renamed gives the name of today to what older versions print: `ssh -G` of
// OpenSSH before 8.5, and of Red Hat's before 9.1.
var renamed = map[string]string{
	"pubkeyacceptedkeytypes":    "pubkeyacceptedalgorithms",
	"hostbasedkeytypes":         "hostbasedacceptedalgorithms",
	"hostbasedacceptedkeytypes": "hostbasedacceptedalgorithms",
	"rsaminsize":                "requiredrsasize",
}

// silent has the words by which an option says nothing, where it is refused
// otherwise.
var silent = map[string][]string{
	"canonicalizehostname": {"no", "false"}, // our own reader can't
	"proxyusefdpass":       {"no", "false"},
	"knownhostscommand":    {"none"}, "revokedhostkeys": {"none"}, "pkcs11provider": {"none"},
}

func isSilent(key, value string) bool {
	return slices.ContainsFunc(silent[key], func(word string) bool { return strings.EqualFold(word, value) })
}
