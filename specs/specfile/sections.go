package specfile

import (
	"fmt"

	"github.com/fleetspec/fleetspec/specs/match"
)

// parts are the sections of a file, in the order of its documentation: for each
// resource its keys, and the verb that judges each.
var parts = []part{
	section{word: "package", expects: "a package", doc: "packages by name", name: "name", short: &packageShort, keys: []key{
		thing("installed", "is installed", match.BeInstalled),
		scalar("version", `version constraint: "~> 1.22", ">= 2.4, < 3"`, haveVersion),
		versions("versions", "all installed versions, whole", match.HaveVersions),
		flag("held", "its manager was told not to change it", match.BeHeld),
	}},
	section{word: "php", expects: "a PHP", doc: "PHP by its way in: fpm, cli; with a version before it where there are several: 8.2/fpm", keys: []key{
		thing("exists", "there is a program (cli), a running process (fpm)", match.BePresent),
		scalar("version", `version constraint: "~> 8.2"`, haveVersion),
		{name: "extensions", doc: "extensions that are loaded: names, or { name: version constraint }", read: readExtensions, schema: extensionsSchema},
		{name: "absent", doc: "extensions that are not loaded", read: readNoExtensions, schema: nameListSchema},
		each("settings", "settings before any pool changes them: a value, present or absent", setting),
		{name: "from", doc: fromDoc, read: readFrom, schema: fromSchema},
		{name: "pools", doc: "pools of PHP-FPM, by name", read: readPools, schema: poolsSchema},
	}},
	section{word: "service", expects: "a service", doc: "services (units of systemd) by name", name: "name", keys: []key{
		flag("enabled", "is started at boot", match.BeEnabled),
		flag("running", "runs", match.BeRunning),
		thing("installed", "there is such a unit", match.BeInstalled),
		flag("masked", "nothing can start it", match.BeMasked),
		flag("failed", "it ended with a failure", match.BeFailed),
	}, extra: []commonKey{refused("runlevels", "runlevels are of init systems that are not supported; use enabled")}},
	section{word: "process", expects: "a process", doc: "processes by name", name: "comm", keys: []key{
		thing("running", "there is one that is no zombie", match.BeRunning),
		wants("count", count, "how many there are", match.HaveCount),
		wants("user", text, "the user that all of them run as", match.HaveUser),
		wants("args", list, "their command lines", match.HaveArgs),
		each("env", "variables that they were started with: a value, present or absent", processEnv),
	}},
	section{word: "file", expects: "a file", doc: "files by absolute path, or all of a pattern: /var/www/*/shared/**", name: "path", keys: []key{
		thing("exists", "there is something, a broken link too; a pattern matches something", match.BePresent),
		wants("filetype", filetype, "file, directory, symlink, socket, pipe, character-device, block-device", match.HaveFiletype),
		wants("mode", mode, `permission bits in octal: "0644"`, match.HaveMode),
		scalar("max-mode", `no permission bits but these: "0750"`, haveModeAtMost),
		wants("owner", text, "the owner's name or number", numbered(match.BeOwnedBy)),
		wants("group", text, "the group's name or number", numbered(match.BeInGroup)),
		wants("uid", count, "the owner's number", match.HaveUID),
		wants("gid", count, "the group's number", match.HaveGID),
		wants("size", count, "in bytes", match.HaveSize),
		scalar("mtime", "when its content last changed, by RFC 3339", haveMTime),
		wants("link", text, "what a symbolic link leads to, or a pattern of it", match.BeSymlinkTo),
		wants("linked-to", text, "goss's link", match.BeSymlinkTo),
		wants("sha256", digest, "of the content", match.HaveSHA256),
		wants("contents", content, "of the whole file, or patterns of lines", match.HaveContent),
		wants("content", content, "contents", match.HaveContent),
		wants("contains", content, "goss's old contents", match.HaveContent),
	}, extra: []commonKey{refused("md5", "md5 is not supported: use sha256"), refused("sha512", "sha512 is not supported: use sha256")}},
	section{word: "port", expects: "a port", doc: "tcp:443, tcp6:443, udp:53, unix:/run/x.sock", name: "port", keys: []key{
		thing("listening", "something listens", match.BeListening),
		wants("ip", list, "addresses that it listens on, as they were bound: 0.0.0.0, 127.0.0.1, ::", listenOn),
		wants("owner", text, "who made the socket, or owns the file of a unix socket", match.BeOwnedBy),
		wants("process", text, "the name of a process that holds it", match.HaveProcess),
	}},
	section{word: "kernel-param", expects: "a kernel parameter", doc: "kernel parameters (sysctl) by name", name: "name",
		short: short(text, match.BeSetTo), keys: []key{
			wants("value", text, "its value, runs of blanks as one", match.BeSetTo),
		}},
	section{word: "command", expects: "a command", doc: "command lines, run by sh; they must not change the host", name: "exec", keys: []key{
		wants("exit-status", count, "how it ended", match.HaveExitStatus),
		wants("stdout", content, "what it prints", match.HaveStdout),
		wants("stderr", content, "what it prints to standard error", match.HaveStderr),
	}, extra: []commonKey{timeout}},
	names{section{word: "in-path", expects: "a command", doc: "commands that are found by their bare names", keys: []key{
		flag("found", "is in the PATH", match.BeInPath),
	}}, yesOrNo(true, match.BeInPath)},
	section{word: "user", expects: "a user", doc: "users by name", name: "username", keys: []key{
		thing("exists", "there is such a user", match.BePresent),
		wants("uid", count, "the user's number", match.HaveUID),
		wants("gid", count, "the primary group's number", match.HaveGID),
		wants("groups", list, "names of groups, the primary one too", match.HaveGroups),
		wants("home", text, "the home folder", match.HaveHome),
		wants("shell", text, "the login shell", match.HaveShell),
		flag("locked", "no password opens the account", match.BeLocked),
		{name: "authorized-key", doc: "fingerprints of keys that open the account by SSH", read: readKeys, schema: labelsSchema},
	}},
	section{word: "group", expects: "a group", doc: "groups by name", name: "groupname", keys: []key{
		thing("exists", "there is such a group", match.BePresent),
		wants("gid", count, "the group's number", match.HaveGID),
		wants("members", list, "names of users in it", match.HaveMembers),
	}},
	free("git-config", "the configuration of a user", "git's configuration of users, outside of repositories: user, key, value", told("key", match.HaveConfig, func(owner any, name string) string { return fmt.Sprint(owner) + ": " + name })),
	free("env", "the environment of a user", "the environment of users' login shells: user, variable, value", told("variable", match.HaveVariable, func(owner any, name string) string { return name + " in the " + fmt.Sprint(owner) })),
	section{word: "locale", expects: "a locale", doc: "variables of the system's locale: LANG, LC_MESSAGES", short: short(text, match.BeSetTo), keys: []key{
		wants("value", text, "its value", match.BeSetTo),
	}},
	unnamed{section{word: "timezone", expects: "a time zone", doc: "the system's time zone: Asia/Tokyo", short: short(text, match.BeSetTo), keys: []key{
		wants("value", text, "its name", match.BeSetTo),
	}}},
	unnamed{section{word: "platform", expects: "a platform", doc: "the system that the host runs", keys: []key{
		wants("id", text, "os-release's ID: debian, amzn", match.HaveID),
		wants("family", text, "debian, rhel, suse, alpine, arch", match.HaveFamily),
		scalar("version", "constraint of os-release's VERSION_ID", haveVersion),
		wants("arch", text, "as uname -m", match.HaveArch),
		wants("kernel", text, "as uname -r", match.HaveKernel),
		wants("hostname", text, "as uname -n", match.HaveHostname),
		wants("init", text, "systemd, or the name of process 1", match.HaveInit),
		wants("container", text, "docker, podman, kubernetes …", match.HaveContainer),
	}}},
}

func haveVersion(c constraint) *match.Matcher { return match.HaveVersion(string(c)) }

// partOf finds a section by its word.
func partOf(word string) part {
	for _, p := range parts {
		if p.key() == word {
			return p
		}
	}
	return nil
}
