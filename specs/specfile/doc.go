// Package specfile makes specs of YAML files: fleetspec's own, and goss.yaml as it is.
//
//	targets: role=web                     # a selector, a target's name, or a list of these
//	include: [base.yaml]                  # beside this file; adds its specs
//	vars: { php: "8.2" }
//	package:
//	  nginx: "~> 1.22"
//	service:
//	  php${php}-fpm: { enabled: true, running: true, only: platform=ec2, because: "in a pod PHP-FPM is PID 1" }
//
// Each key of each resource becomes a spec of its own, located at file:line:column. All
// that is wrong in all files is told at once, before anything is connected.
//
// # Variables
//
// ${name} is replaced in values and in the names of resources; $${ is a literal ${. Of
// several values of one name the later in this list wins: the vars of included files,
// in their order; those of the including file; --vars files, in their order; the target's
// own in the inventory, over its defaults there. So a file gives defaults, --vars sets the
// fleet, and a target may be the exception. A name that nobody defines is an error for the
// targets that the file applies to. In include: only --vars files count. The keys that this
// package knows hold no variables.
//
// # Values
//
// A value is what was written (7.10, 0644, 256M), or one of goss's matchers: { gt: 5 },
// { not: { have-prefix: /srv } }, { or: [a, b] }. A setting or a variable may also be present or
// absent; quoted these are values. Absent is said of a variable of what is there: of a user, pool or
// process that does not exist it fails.
//
// # Only, because, skip
//
// only: SELECTOR leaves the spec out on hosts whose labels don't match; it needs because:,
// since the report must say why it does not apply there. because: alone says why it must be
// so. skip: REASON leaves the spec out everywhere; goss's skip: true does so without a
// reason, and is reported as that.
//
// # Include
//
// An included file is read once for each file on the command line, however often it is
// named. It applies where its own targets: and those of every file on the way to it match.
// Including adds specs and never takes any away.
//
// # What goss writes
//
// The resources package, service, user, group, file, port, process, kernel-param and
// command take goss's keys and its value matchers. Templates and gossfile: are refused.
// meta: is left alone. title: is told in the report where because: stands. A list for
// contents, stdout and stderr holds goss's patterns: "text", "!text", "/regexp/", "!/regexp/",
// each against single lines; an empty one expects nothing, as goss writes it itself. Any other list
// must be contained in what the host has. A command ends after fact.CommandSeconds; a
// longer timeout: is refused, a shorter one has no effect.
package specfile
