package dockerd

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

func TestOwnerIsGoneOnlyWhenThatIsSure(t *testing.T) {
	me := Owner{Host: "h", Boot: "b", Namespace: "n", PID: os.Getpid(), Start: Self().Start}
	dead := endedPID(t)
	for rule, c := range map[string]struct {
		change func(*Owner)
		age    time.Duration
		gone   bool
	}{
		"the same process lives":                           {func(*Owner) {}, 0, false},
		"age ends no living process":                       {func(*Owner) {}, 100 * time.Hour, false},
		"no such pid":                                      {func(o *Owner) { o.PID = dead }, 0, true},
		"the pid is another process now":                   {func(o *Owner) { o.Start = "1" }, 0, true},
		"no such pid, start unknown":                       {func(o *Owner) { o.PID, o.Start = dead, "" }, 0, true},
		"a pid in use, start unknown":                      {func(o *Owner) { o.Start = "" }, 0, false},
		"this machine before its last boot":                {func(o *Owner) { o.Boot = "a" }, 0, true},
		"another pid namespace says nothing":               {func(o *Owner) { o.Namespace, o.PID = "m", dead }, time.Hour, false},
		"another pid namespace, long ago":                  {func(o *Owner) { o.Namespace, o.PID = "m", dead }, 13 * time.Hour, true},
		"another machine says nothing":                     {func(o *Owner) { o.Host, o.PID = "g", dead }, time.Hour, false},
		"another machine's boot id proves no boot of ours": {func(o *Owner) { o.Host, o.Boot = "g", "a" }, time.Hour, false},
	} {
		t.Run(rule, func(t *testing.T) {
			o := me
			c.change(&o)
			if got := o.Gone(me, c.age); got != c.gone {
				t.Errorf("gone = %v, want %v for %v seen by %v", got, c.gone, o, me)
			}
		})
	}
}

// endedPID is a pid that no process has any more.
func endedPID(t *testing.T) int {
	t.Helper()
	cmd := exec.Command("true")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid
}

func TestStartTimeOfAZombieIsThatOfNobody(t *testing.T) {
	cmd := exec.Command("true")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if _, err := startTime(cmd.Process.Pid); os.IsNotExist(err) {
			return
		}
	}
	t.Error("an ended process that nobody waited for counts as running")
}

func TestStartTimeSkipsAProcessNameThatLooksLikeFields(t *testing.T) {
	sleep, err := exec.LookPath("sleep")
	if err != nil {
		t.Fatal(err)
	}
	odd := filepath.Join(t.TempDir(), "a) Z 1 (b")
	if err := os.Symlink(sleep, odd); err != nil {
		t.Fatal(err)
	}
	plain, strange := exec.Command(sleep, "60"), exec.Command(odd, "60")
	var starts []string
	for _, cmd := range []*exec.Cmd{plain, strange} {
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		defer cmd.Wait()
		defer cmd.Process.Kill()
		start, err := startTime(cmd.Process.Pid)
		if err != nil {
			t.Fatal(err)
		}
		starts = append(starts, start)
	}
	var a, b int
	if _, err := fmt.Sscan(starts[0]+" "+starts[1], &a, &b); err != nil || b < a || b-a > 1000 {
		t.Errorf("two processes started together have start times %v", starts)
	}
}

func TestOwnerSurvivesItsLabel(t *testing.T) {
	me := Self()
	got, err := ParseOwner(me.String())
	if err != nil || got != me {
		t.Errorf("ParseOwner(%q) = %v, %v", me.String(), got, err)
	}
}

func FuzzParseOwner(f *testing.F) {
	for _, seed := range []string{Self().String(), "", "{}", `{"pid":-1}`, `{"pid":1`, "null"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if o, err := ParseOwner(text); err == nil && o.PID <= 0 {
			t.Errorf("ParseOwner(%q) has no pid: the whole process group would be asked", text)
		}
	})
}
