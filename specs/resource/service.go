package resource

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/fleetspec/fleetspec/specs/fact"
)

// Service is a unit of systemd.
type Service struct{ base }

var _ = register(Kind{Word: "service", Table: "service", New: func(src Source, name string) (Resource, error) {
	return NewService(src, name)
}})

var unitSuffix = regexp.MustCompile(`\.(service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$`)

// NewService declares one: "nginx", "postfix@-", or another unit by its whole name: "logrotate.timer".
func NewService(src Source, name string) (Service, error) {
	unit := name
	if !unitSuffix.MatchString(name) {
		unit += ".service"
	}
	s := Service{base{src: src, kind: "service", noun: "Service", name: name, asks: []fact.Ask{{Table: "service", Key: unit}}}}
	return s, fact.CheckKey(s.asks[0])
}

// Installed tells whether systemd has such a unit, masked or not.
func (s Service) Installed() (bool, error) {
	return look(s.base, fact.Services, "installed", func(u fact.Service, found bool) (bool, error) {
		return found && u.Load != "not-found", nil
	})
}

// Running tells whether it is active and, a service, has a process that runs: a oneshot that
// has ended is active, but not running. One that does not exist does not run. One that just
// reloads is unknown.
func (s Service) Running() (bool, error) {
	return look(s.base, fact.Services, "running", func(u fact.Service, found bool) (bool, error) {
		if found && (u.Active == "reloading" || u.Active == "refreshing" || u.Active == "maintenance") {
			return false, &fact.Unknown{Why: "it is " + u.Active + " just now; ask again"}
		}
		if !found || u.Active != "active" {
			return false, nil
		}
		return u.Sub == "running" || !strings.HasSuffix(u.Unit, ".service"), nil
	})
}

// State says what Running is judged by: "active (running)", "active (exited): …".
func (s Service) State() (string, error) {
	return look(s.base, fact.Services, "state", func(u fact.Service, found bool) (string, error) {
		if !found {
			return "not there: systemd has no such unit", nil
		}
		state := u.Active + " (" + u.Sub + ")"
		if u.Sub == "exited" {
			state += ": its command has ended and no process of it runs"
			if len(u.Instances) > 0 {
				state += "; what may run is " + strings.Join(u.Instances, ", ")
			}
		}
		if u.Active == "failed" && u.Result != "" {
			state += ": " + u.Result
		}
		return state, nil
	})
}

// Enabled tells whether it is started at boot, or can't be enabled because something
// else starts it: the words for which systemctl is-enabled succeeds (systemctl(1)), but a generated unit
// (of an init script) only when another unit wants it.
func (s Service) Enabled() (bool, error) {
	return look(s.base, fact.Services, "enabled", func(u fact.Service, found bool) (bool, error) {
		if !found {
			return false, nil
		}
		switch u.File {
		case "enabled", "enabled-runtime", "static", "alias", "indirect", "transient":
			return true, nil
		case "generated":
			return u.Wanted, nil
		case "disabled", "linked", "linked-runtime", "masked", "masked-runtime", "bad":
			return false, nil
		case "":
			return false, &fact.Unknown{Why: "systemd does not say whether it is enabled"}
		}
		return false, &fact.Unknown{Why: fmt.Sprintf("systemd calls it %q, which is not known here", u.File)}
	})
}

// EnabledState is systemd's word: "enabled", "static", "disabled"; "not-found" of a unit that does not exist.
func (s Service) EnabledState() (string, error) {
	return look(s.base, fact.Services, "enabled state", func(u fact.Service, found bool) (string, error) {
		switch {
		case !found:
			return "not there: systemd has no such unit", nil
		case u.File == "generated" && !u.Wanted:
			return "generated, and nothing starts it", nil
		case u.File == "":
			return "of no known state", nil
		}
		return u.File, nil
	})
}

// Masked tells whether it is masked: nothing can start it.
func (s Service) Masked() (bool, error) {
	return look(s.base, fact.Services, "masked", func(u fact.Service, found bool) (bool, error) {
		if !found {
			return false, s.absent()
		}
		return u.Load == "masked" || strings.HasPrefix(u.File, "masked"), nil
	})
}

// Failed tells whether it ended with a failure.
func (s Service) Failed() (bool, error) {
	return look(s.base, fact.Services, "failed", func(u fact.Service, found bool) (bool, error) {
		if !found {
			return false, s.absent()
		}
		return u.Active == "failed", nil
	})
}

// Fresh collects it anew, for Eventually(s.Fresh).
func (s Service) Fresh() (Service, error) { return s, s.refresh() }
