package proctree_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport/proctree"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

// tree starts a shell that starts the script's processes; it gives the pid of
// the process that the script names on its first line.
func tree(t *testing.T, script, token string) int {
	t.Helper()
	cmd := exec.Command("sh", "-c", script, "sh", token)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Sscan(line, &pid); err != nil {
		t.Fatal(err)
	}
	return pid
}

func alive(token string) int {
	entries, _ := os.ReadDir("/proc")
	n := 0
	for _, e := range entries {
		b, _ := os.ReadFile("/proc/" + e.Name() + "/cmdline")
		if strings.Contains(string(b), token) && strings.HasPrefix(string(b), "sleep") {
			n++
		}
	}
	return n
}

var trees = map[string]struct {
	script string
	sleeps int
}{
	"children and grandchildren":                       {`echo $$; sleep $1 & (sleep $1; :) & wait`, 2},
	"an orphan of the session":                         {`echo $$; (sleep $1 &); sleep $1; :`, 2},
	"an orphan of another group":                       {`exec bash -c 'set -m; echo $$; sh -c "sleep $0 & exit" & wait $!; sleep $0; :' $1`, 2},
	"a child in a session of its own":                  {`echo $$; setsid sleep $1 & sleep $1; :`, 2},
	"an orphan beside a process that leads no session": {`(sleep $1 & ); sh -c 'echo $$; sleep $1; :' sh $1; :`, 2},
	"a process that is stopped":                        {`echo $$; sleep $1 & sleep 0.3; kill -STOP $!; kill -STOP $$`, 1},
}

// busybox gives the program, which few machines have: it is copied out of a
// container. It needs no library.
func busybox(t *testing.T) string {
	t.Helper()
	id := transporttest.Start(t, transporttest.Busybox)
	file := filepath.Join(t.TempDir(), "busybox")
	transporttest.Docker(t, nil, "cp", id+":/bin/busybox", file)
	return file
}

func TestScript(t *testing.T) {
	for shell, argv := range map[string][]string{"dash": {"dash"}, "bash": {"bash"}, "busybox": {busybox(t), "sh"}} {
		for name, c := range trees {
			t.Run(shell+": "+name, func(t *testing.T) {
				wantEnded(t, c.script, c.sleeps, func(pid int) {
					cmd := exec.Command(argv[0], append(argv[1:], "-c", proctree.Script, "sh", fmt.Sprint(pid))...)
					cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
					if out, err := cmd.CombinedOutput(); err != nil || len(out) != 0 {
						t.Errorf("the script: %v: %s", err, out)
					}
				})
			})
		}
	}
}

func TestKill(t *testing.T) {
	for name, c := range trees {
		if strings.Contains(name, "leads no session") {
			continue // Kill is for leaders
		}
		t.Run(name, func(t *testing.T) { wantEnded(t, c.script, c.sleeps, proctree.Kill) })
	}
}

func wantEnded(t *testing.T, script string, sleeps int, kill func(pid int)) {
	t.Helper()
	token := fmt.Sprint(1_000_000_000 + time.Now().UnixNano()%1_000_000_000)
	bystander := exec.Command("sleep", "1000")
	if err := bystander.Start(); err != nil {
		t.Fatal(err)
	}
	pid := tree(t, script, token)
	for until := time.Now().Add(5 * time.Second); alive(token) < sleeps; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatalf("%d of %d processes started", alive(token), sleeps)
		}
	}
	kill(pid)
	time.Sleep(50 * time.Millisecond)
	if n := alive(token); n != 0 {
		t.Errorf("%d processes live on", n)
	}
	if stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", bystander.Process.Pid)); err != nil || strings.Contains(string(stat), ") Z ") {
		t.Errorf("the bystander died too: %s %v", stat, err)
	}
	_ = bystander.Process.Kill()
	_ = bystander.Wait()
}
