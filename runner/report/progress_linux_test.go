package report

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// terminal opens a pseudo terminal of 80 columns: what is written to far is seen by w.
func terminal(t *testing.T) (far *os.File, w *locked) {
	t.Helper()
	near, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { near.Close() })
	fd := int(near.Fd())
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}); err != nil {
		t.Fatal(err)
	}
	far, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { far.Close() })
	w = &locked{}
	go func() { _, _ = io.Copy(w, near) }()
	return far, w
}

// screen plays what a terminal got, as far as displays of progress go: carriage returns, cursor up, erase.
func screen(text string) []string {
	rows, at := []string{""}, 0
	code := regexp.MustCompile(`^\x1b\[(\d*)([A-Za-z])`)
	for text != "" {
		if m := code.FindStringSubmatch(text); m != nil {
			n := 1
			_, _ = fmt.Sscan(m[1], &n)
			switch m[2] {
			case "A", "F":
				at = max(0, at-n)
			case "J":
				rows = append(rows[:at:at], "")
			case "K":
				rows[at] = ""
			}
			text = text[len(m[0]):]
			continue
		}
		switch text[0] {
		case '\r':
		case '\n':
			at++
			if at == len(rows) {
				rows = append(rows, "")
			}
		default:
			rows[at] += text[:1]
		}
		text = text[1:]
	}
	return rows
}

func TestProgressOnATerminal(t *testing.T) {
	for name, total := range map[string]int{"all were asked": 2, "one is still out": 3} {
		t.Run(name, func(t *testing.T) {
			far, w := terminal(t)
			p := NewProgress(far, true)
			p.Begin(total)
			p.Reached("web-01", "")
			until(t, w, fmt.Sprintf("collecting 1 of %d targets", total))
			p.Reached("web-02", "connect web-02: connection refused")
			p.Done()
			fmt.Fprintln(far, "THE REPORT")
			until(t, w, "THE REPORT\r\n")
			got := strings.TrimRight(strings.Join(screen(w.String()), "\n"), "\n")
			if want := "web-02: not reached: connect web-02: connection refused\nTHE REPORT"; got != want {
				t.Errorf("the terminal is left with\n%q\nwant\n%q\nfrom %q", got, want, w.String())
			}
		})
	}
}
