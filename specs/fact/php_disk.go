package fact

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// phpDisk tells disk from running: which files changed after php-fpm read them. The pid file is
// written anew by each reload; where there is none, the start of the process is all that is known.
type phpDisk struct {
	loaded  phpChange // the pid file, and when it was written
	noPid   bool
	clock   string
	changed []phpChange // what php-fpm read
	unit    []phpChange // of what only a start reads
}

// phpChange is when a file changed last; at is zero when that could not be read.
type phpChange struct {
	at   time.Time
	path string
}

// newPHPChange reads `stat -c '%z %n'`.
func newPHPChange(text string) phpChange {
	f := strings.SplitN(hosttext.FromString(text), " ", 4)
	if len(f) != 4 {
		return phpChange{path: hosttext.FromString(text)}
	}
	at, err := time.Parse("2006-01-02 15:04:05 -0700", strings.Join(f[:3], " "))
	if err != nil {
		at = time.Time{}
	}
	return phpChange{at, f[3]}
}

// since tells whether it changed after then, or may have.
func (c phpChange) since(then time.Time) bool { return c.at.IsZero() || !c.at.Before(then) }

// line reads one line of fs_newer or fs_clock; false for other lines.
func (d *phpDisk) line(tag, rest string) bool {
	switch tag {
	case "pidfile":
		d.loaded = newPHPChange(rest)
	case "no-pidfile":
		d.noPid = true
	case "clock":
		d.clock = rest
	case "changed":
		d.changed = append(d.changed, newPHPChange(rest))
	case "unit-file":
		d.unit = append(d.unit, newPHPChange(rest))
	default:
		return false
	}
	return true
}

// doubt says why the files on disk may not be what runs; else empty. Libraries are judged one by one.
func (d *phpDisk) doubt() string {
	if len(d.unit) > 0 || d.noPid {
		start, err := d.start()
		if err != nil {
			return "when php-fpm started can't be told: " + err.Error()
		}
		for _, c := range d.unit {
			if c.since(start) {
				return "php-fpm was not restarted since " + c.path + " changed"
			}
		}
	}
	read, err := d.read()
	if err != nil {
		return err.Error()
	}
	var newer []string
	for _, c := range d.changed {
		if c.since(read) && !strings.HasSuffix(c.path, ".so") {
			newer = append(newer, c.path)
		}
	}
	switch {
	case len(d.changed) == 0:
		return "which files changed since php-fpm read them can't be told"
	case len(newer) > 0 && d.noPid:
		return strings.Join(newer, ", ") + " changed after php-fpm started, and no pid file tells whether it was reloaded since"
	case len(newer) > 0:
		return "php-fpm was not reloaded since " + strings.Join(newer, ", ") + " changed"
	}
	return ""
}

// read is when php-fpm read its files last.
func (d *phpDisk) read() (time.Time, error) {
	if d.noPid {
		return d.start()
	}
	if d.loaded.at.IsZero() {
		return time.Time{}, fmt.Errorf("when php-fpm was reloaded last can't be told by its pid file %q", d.loaded.path)
	}
	return d.loaded.at, nil
}

// replaced tells whether a library changed on disk after it was loaded, or may have.
func (d *phpDisk) replaced(path string) bool {
	read, err := d.read()
	for _, c := range d.changed {
		if c.path == path {
			return err != nil || c.since(read)
		}
	}
	return false
}

// start is when the process began: now, less the time since boot, plus the ticks (of 10 ms) from boot to its start.
func (d *phpDisk) start() (time.Time, error) {
	f := strings.SplitN(d.clock, " ", 3)
	if len(f) != 3 {
		return time.Time{}, fmt.Errorf("the clock said %q", hosttext.FromString(d.clock))
	}
	up, err := strconv.ParseFloat(f[0], 64)
	ticks, err2 := strconv.ParseFloat(f[1], 64)
	now := newPHPChange(f[2] + " now").at
	if err != nil || err2 != nil || now.IsZero() || !(up >= 0 && ticks >= 0 && ticks/100 <= up) || up > 1e9 {
		return time.Time{}, fmt.Errorf("the clock said %q", hosttext.FromString(d.clock))
	}
	return now.Add(-time.Duration((up - ticks/100) * float64(time.Second))), nil
}
