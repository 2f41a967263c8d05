package specs

import "github.com/fleetspec/fleetspec/specs/resource"

// Package is a package of the system's packaging (dpkg, rpm).
func (h *Host) Package(name string) resource.Package {
	r, err := resource.NewPackage(h, name)
	return declared(h, r, err)
}

// KernelParam is a kernel parameter: net.core.somaxconn.
func (h *Host) KernelParam(name string) resource.KernelParam {
	r, err := resource.NewKernelParam(h, name)
	return declared(h, r, err)
}

// Locale is a variable of the system's locale: LANG.
func (h *Host) Locale(variable string) resource.Locale {
	r, err := resource.NewLocale(h, variable)
	return declared(h, r, err)
}

// Timezone is the system's time zone.
func (h *Host) Timezone() resource.Timezone { return declared(h, resource.NewTimezone(h), nil) }

// InPath is a command that scripts call by its bare name.
func (h *Host) InPath(command string) resource.InPath {
	r, err := resource.NewInPath(h, command)
	return declared(h, r, err)
}

// GitConfig is git's configuration of a user, outside of any repository.
func (h *Host) GitConfig(user string) resource.GitConfig {
	r, err := resource.NewGitConfig(h, user)
	return declared(h, r, err)
}

// Command is a command line that sh runs: the one resource that may change the host, if its author wrote so.
func (h *Host) Command(line string) resource.Command {
	r, err := resource.NewCommand(h, line)
	return declared(h, r, err)
}

// Env is the environment of a user's login shell.
func (h *Host) Env(user string) resource.Env {
	r, err := resource.NewEnv(h, user)
	return declared(h, r, err)
}

// Platform is the system that the host runs.
func (h *Host) Platform() resource.Platform {
	r, err := resource.NewPlatform(h)
	return declared(h, r, err)
}

// Service is a unit of systemd: nginx, logrotate.timer.
func (h *Host) Service(name string) resource.Service {
	r, err := resource.NewService(h, name)
	return declared(h, r, err)
}

// File is what is at a path, or at all paths of a pattern: /var/www/app/shared/**.
func (h *Host) File(path string) resource.File {
	r, err := resource.NewFile(h, path)
	return declared(h, r, err)
}

// Process is the processes of a name.
func (h *Host) Process(name string) resource.Process {
	r, err := resource.NewProcess(h, name)
	return declared(h, r, err)
}

// Port is where something may listen: tcp:443, unix:/run/php/php8.2-fpm.sock.
func (h *Host) Port(name string) resource.Port {
	r, err := resource.NewPort(h, name)
	return declared(h, r, err)
}

// PHP is one PHP by its way in: "cli" or "fpm".
func (h *Host) PHP(sapi string) resource.PHP {
	r, err := resource.NewPHP(h, sapi)
	return declared(h, r, err)
}

// User is an account.
func (h *Host) User(name string) resource.User {
	r, err := resource.NewUser(h, name)
	return declared(h, r, err)
}

// Group is a group of accounts.
func (h *Host) Group(name string) resource.Group {
	r, err := resource.NewGroup(h, name)
	return declared(h, r, err)
}
