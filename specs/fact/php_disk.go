package fact

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// phpDisk tells disk from running: which files changed after php-fpm read them. The pid file moves
// with each reload; where there is none, the start of the process is all that is known.
type phpDisk struct {
	pidfile string
	told    bool     // find told which are newer than the pid file
	newer   []string // those
	clock   string
	changed []phpChange
	unitOld []phpChange // of the unit's files, which count from the start of the process
	noPid   bool
}

type phpChange struct {
	at   time.Time
	path string
}

// line reads one line of fs_newer or fs_clock; false for other lines.
func (d *phpDisk) line(tag, rest string) bool {
	text := hosttext.FromString(rest)
	switch tag {
	case "pidfile":
		d.pidfile = text
	case "no-pidfile":
		d.noPid = true
	case "newer":
		d.newer = append(d.newer, text)
	case "newer-told":
		d.told = true
	case "clock":
		d.clock = rest
	case "changed":
		c := phpChange{path: text}
		if f := strings.SplitN(text, " ", 4); len(f) == 4 {
			c.path = f[3]
			c.at, _ = time.Parse("2006-01-02 15:04:05 -0700", strings.Join(f[:3], " "))
		}
		if d.noPid {
			d.changed = append(d.changed, c)
		} else {
			d.unitOld = append(d.unitOld, c)
		}
	default:
		return false
	}
	return true
}

// doubt says why the files on disk may not be what runs; else empty. Libraries are judged one by one.
func (d *phpDisk) doubt(unit string) string {
	var newer []string
	for _, path := range d.newer {
		if !strings.HasSuffix(path, ".so") {
			newer = append(newer, path)
		}
	}
	if len(newer) > 0 {
		return "php-fpm was not reloaded since " + strings.Join(newer, ", ") + " changed"
	}
	if len(d.changed) == 0 && len(d.unitOld) == 0 && d.told {
		return ""
	}
	start, err := d.start()
	if err != nil {
		return "when php-fpm started can't be told: " + err.Error()
	}
	for _, c := range d.unitOld {
		if !c.at.Before(start) {
			return fmt.Sprintf("php-fpm was not restarted since %s changed", c.path)
		}
	}
	for _, c := range d.changed {
		if !c.at.Before(start) && !strings.HasSuffix(c.path, ".so") {
			return fmt.Sprintf("%s changed after php-fpm started, and no pid file tells whether it was reloaded since", c.path)
		}
	}
	if !d.told && !d.noPid {
		return "which files changed since php-fpm read them can't be told"
	}
	return ""
}

// replaced tells whether a library changed on disk after it was loaded.
func (d *phpDisk) replaced(path string) bool {
	for _, n := range d.newer {
		if n == path {
			return true
		}
	}
	start, err := d.start()
	for _, c := range d.changed {
		if c.path == path && (err != nil || !c.at.Before(start)) {
			return true
		}
	}
	return false
}

// start is when the process began: now, less the time since boot, plus the ticks (of 10 ms) from boot to its start.
func (d *phpDisk) start() (time.Time, error) {
	f := strings.Fields(d.clock)
	if len(f) != 3 {
		return time.Time{}, fmt.Errorf("the clock said %q", hosttext.FromString(d.clock))
	}
	var n [3]float64
	for i, s := range f {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || v < 0 {
			return time.Time{}, fmt.Errorf("the clock said %q", hosttext.FromString(d.clock))
		}
		n[i] = v
	}
	if n[2]/100 > n[1] {
		return time.Time{}, fmt.Errorf("the process is older than the system")
	}
	return time.UnixMicro(int64((n[0] - n[1] + n[2]/100) * 1e6)), nil
}
