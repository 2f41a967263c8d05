package report

import (
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/outcome"
)

// large is 100 targets of 400 specs: each tenth fails, with words of its own on each
// target; three targets are dead.
func large() *outcome.Run {
	run := &outcome.Run{Title: "large", Began: time.Now(), Took: time.Minute}
	for t := range 100 {
		to := target(fmt.Sprintf("web-%03d", t))
		to.Reached = t%33 != 7
		if !to.Reached {
			to.Why = "connect " + to.Name + ": connection refused"
		}
		run.Targets = append(run.Targets, to)
		for s := range 400 {
			r := result(to.Name, fmt.Sprintf("Package p%03d is installed", s), outcome.Passed, "")
			r.Location = fmt.Sprintf("web.yaml:%d:3", s)
			switch {
			case !to.Reached:
				r.Outcome, r.Message = outcome.Unknown, fmt.Sprintf("could not tell package p%03d: %s", s, to.Why)
			case s%10 == 3:
				r.Outcome, r.Message = outcome.Failed, fmt.Sprintf("expected package p%03d to have version ~> 1.2, but it is 1.%d", s, t)
				r.Evidence = fmt.Sprintf("dpkg-query -W p%03d", s)
			}
			run.Results = append(run.Results, r)
		}
	}
	return run
}

func TestLargeRun(t *testing.T) {
	run := large()
	began := time.Now()
	console(t, run, ConsoleOptions{Width: 100})
	if err := JUnit(io.Discard, run); err != nil {
		t.Fatal(err)
	}
	if err := JSON(io.Discard, run); err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	t.Logf("three reports of %d results in %v", len(run.Results), took)
	if took > 30*time.Second { // a second on two quiet cores; what grows with the square takes minutes
		t.Errorf("took %v", took)
	}
}

func BenchmarkReports(b *testing.B) {
	run := large()
	for name, write := range map[string]func() error{
		"console": func() error { return Console(io.Discard, run, ConsoleOptions{Width: 100}) },
		"verbose": func() error { return Console(io.Discard, run, ConsoleOptions{Verbose: true}) },
		"junit":   func() error { return JUnit(io.Discard, run) },
		"json":    func() error { return JSON(io.Discard, run) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := write(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
