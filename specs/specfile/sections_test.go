package specfile

import "testing"

// Messages of the sections, read aloud.
func TestSectionMessages(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"a mode in decimal", "file: { /a: { mode: 420 } }\n", `x.yaml:1:21: file./a.mode: mode 420 has no leading 0 (write 0420 if it is octal)`},
		{"a mode of other digits", "file: { /a: { mode: \"0888\" } }\n", `x.yaml:1:21: file./a.mode: expected a mode in octal, found "0888" (such as 0644)`},
		{"a mode below an operator", "file: { /a: { mode: { or: [\"0644\", rw] } } }\n", `x.yaml:1:36: file./a.mode.or[1]: expected a mode in octal, found "rw" (such as 0644)`},
		{"a largest mode too large", "file: { /a: { max-mode: \"17777\" } }\n", `x.yaml:1:25: file./a.max-mode: mode "17777" is larger than 07777`},
		{"a file type misspelt", "file: { /a: { filetype: dir } }\n", `x.yaml:1:25: file./a.filetype: expected a file type, found "dir" (did you mean directory?)`},
		{"a checksum that is none", "file: { /a: { sha256: abc } }\n", `x.yaml:1:23: file./a.sha256: expected a SHA-256, found "abc" (64 hexadecimal digits)`},
		{"md5", "file: { /a: { exists: true, md5: x } }\n", `x.yaml:1:34: file./a.md5: md5 is not supported: use sha256`},
		{"a time that is none", "file: { /a: { mtime: yesterday } }\n", `x.yaml:1:22: file./a.mtime: expected a time, found "yesterday" (such as 2026-01-31T12:00:00Z)`},
		{"a relative path", "file: { a/b: { exists: true } }\n", `x.yaml:1:9: file.a/b: want an absolute path`},
		{"more of a file that must not be", "file: { /a: { exists: false, mode: \"0644\" } }\n", `x.yaml:1:15: file./a.exists: exists: false, and yet more is expected of it`},
		{"goss's empty contents alone", "file: { /a: { contents: [] } }\n", `x.yaml:1:9: file./a: expects nothing of a file: what is given is empty (exists: true, at least)`},
		{"a list for one value", "file: { /a: { owner: [a, b] } }\n", `x.yaml:1:22: file./a.owner: expected one value, found a list (one of several: or: [ … ])`},
		{"runlevels", "service: { a: { enabled: true, runlevels: [3] } }\n", `x.yaml:1:43: service.a.runlevels: runlevels are of init systems that are not supported; use enabled`},
		{"a service that is a pattern", "service: { \"php*\": { running: true } }\n", `x.yaml:1:12: service.php*: it must be one unit, not a pattern`},
		{"a space is missing", "service:\n  a:\n    enabled:true\n", `x.yaml:3:5: service.a: expected a service, found "enabled:true" (a space is missing: enabled: true)`},
		{"a timeout that is too long", "command: { a: { exit-status: 0, timeout: 60000 } }\n", `x.yaml:1:42: command.a.timeout: a command is ended after 20s (a plain number is in milliseconds)`},
		{"an exit status that is no number", "command: { a: { exit-status: ok } }\n", `x.yaml:1:30: command.a.exit-status: expected a number, found "ok" (decimal digits only)`},
		{"a lacking comma", "in-path: [convert jq]\n", `x.yaml:1:11: in-path[0]: expected a command without blanks, found "convert jq" (a comma may be missing)`},
		{"a command twice", "in-path: [jq, jq]\n", `x.yaml:1:15: in-path[1]: "jq" is there twice, first at x.yaml:1:11`},
		{"no command", "in-path: []\n", `x.yaml:1:10: in-path: expects nothing: it is empty`},
		{"a path for a command", "in-path: [/usr/bin/jq]\n", `x.yaml:1:11: in-path[0]: want a bare name`},
		{"no PHP", "php: { apache: { version: \"8\" } }\n", `x.yaml:1:8: php.apache: write fpm, or a version as in 8.2/fpm`},
		{"PHP that expects nothing", "php: { fpm: {} }\n", `x.yaml:1:8: php.fpm: expects nothing of a PHP (exists: true, at least)`},
		{"extensions lack a comma", "php: { fpm: { extensions: [mbstring gd] } }\n", `x.yaml:1:28: php.fpm.extensions[0]: expected an extension without blanks, found "mbstring gd" (a comma may be missing)`},
		{"an extension twice", "php: { fpm: { extensions: [gd, { gd: \"1\" }] } }\n", `x.yaml:1:34: php.fpm.extensions[1].gd: "gd" is there twice, first at x.yaml:1:28`},
		{"no pool", "php: { fpm: { pools: {} } }\n", `x.yaml:1:22: php.fpm.pools: expects nothing: it is empty`},
		{"a pool that expects nothing", "php: { fpm: { pools: { www: {} } } }\n", `x.yaml:1:24: php.fpm.pools.www: expects nothing of a pool (settings: …, at least)`},
		{"a pool's unknown key", "php: { fpm: { pools: { www: { setings: { a: 1 } } } } }\n", `x.yaml:1:31: php.fpm.pools.www.setings: unknown key "setings" (did you mean settings?)`},
		{"a setting without a value", "php: { fpm: { settings: { memory_limit: } } }\n", `x.yaml:1:41: php.fpm.settings.memory_limit: expected a value, found nothing`},
		{"no fingerprint", "user: { a: { authorized-key: ssh-ed25519 } }\n", `x.yaml:1:30: user.a.authorized-key: expected the fingerprint of a key, found "ssh-ed25519" (SHA256:…, as ssh-keygen -l shows it)`},
		{"a fingerprint that is cut", "user: { a: { authorized-key: [\"SHA256:abc\"] } }\n", `x.yaml:1:31: user.a.authorized-key[0]: expected the fingerprint of a key, found "SHA256:abc" (SHA256:…, as ssh-keygen -l shows it)`},
		{"a user's key misspelt", "user: { a: { shel: /bin/sh } }\n", `x.yaml:1:14: user.a.shel: unknown key "shel" (did you mean shell?)`},
		{"a port that is none", "port: { \"tcp:http\": { listening: true } }\n", `x.yaml:1:9: port.tcp:http: a port is a number from 1 to 65535`},
		{"a platform's key misspelt", "platform: { famly: debian }\n", `x.yaml:1:13: platform.famly: unknown key "famly" (did you mean family?)`},
		{"a platform of nothing", "platform: {}\n", `x.yaml:1:11: platform: expects nothing of a platform (id: …, at least)`},
		{"a git key of nothing", "git-config: { deploy: {} }\n", `x.yaml:1:15: git-config.deploy: expects nothing of the configuration of a user (give a value, at least)`},
		{"a process's environment of nothing", "process: { a: { env: {} } }\n", `x.yaml:1:22: process.a.env: expects nothing: it is empty`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := problemsOf(c.src); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}
