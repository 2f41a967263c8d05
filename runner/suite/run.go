package suite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/outcome"
)

// quietT stands for *testing.T: the outcome is in the run, not in it.
type quietT struct{}

func (quietT) Fail() {}

// Execute runs the process's tree once: Ginkgo can't run twice in a process. An
// error means that nothing was judged; a *Usage is the caller's.
func Execute(ctx context.Context, o Options) (*outcome.Run, error) {
	config, reporter := ginkgo.GinkgoConfiguration()
	if err := guard(config); err != nil {
		return nil, err
	}
	config, err := filter(config, o.LabelFilter)
	if err != nil {
		return nil, err
	}
	if o.Progress == nil {
		o.Progress = noProgress{}
	}
	if err := begin(&o); err != nil {
		return nil, err
	}
	run := &outcome.Run{Title: o.Title, Began: time.Now()}
	if o.Quiet {
		defer silence()()
	}
	ctx, stop := interruptible(ctx, run)
	defer stop()
	return judge(ctx, o, run, config, reporter)
}

func judge(ctx context.Context, o Options, run *outcome.Run, config types.SuiteConfig, reporter types.ReporterConfig) (*outcome.Run, error) {
	var ran ginkgo.Report
	ginkgo.ReportAfterSuite("fleetspec", func(r ginkgo.Report) {
		if phase == rebuilding { // the preview runs it too, with every spec passed
			ran = r
		}
	})
	phase = building
	selected := selection(ginkgo.PreviewSpecs(o.Title, config, reporter))
	if len(buildErrors) > 0 {
		return nil, &Usage{errors.Join(buildErrors...)}
	}
	if len(selected) == 0 {
		return nil, usage("run suite %q: nothing is selected to run: no spec of it fits the targets and filters", o.Title)
	}
	if config.DryRun {
		return nil, usage("run suite %q: a dry run has no verdict; %d specs are selected", o.Title, len(selected))
	}
	for _, w := range wings {
		w.Collect(ctx, selected)
	}
	phase = rebuilding
	gomega.RegisterFailHandler(fail)
	ginkgo.RunSpecs(quietT{}, o.Title, config, reporter)
	run.Results, run.Problems = account(selected, ran)
	end(run)
	run.Took = time.Since(run.Began)
	return run, nil
}

// begin resolves targets and endpoints, and lets the wings know them.
func begin(o *Options) error {
	if o.Inventory == nil {
		inv, err := inventory.LoadNear(".")
		if err != nil {
			return &Usage{err}
		}
		o.Inventory = inv
	}
	found, err := find(o)
	if err != nil {
		return &Usage{err}
	}
	for _, w := range wings {
		if err := w.Begin(*o, found); err != nil {
			return &Usage{err}
		}
	}
	return nil
}

// find resolves what -t and -e, or the inventory, say. A run of endpoints alone needs no target.
func find(o *Options) (Found, error) {
	var found Found
	var err error
	if found.Endpoints, err = o.Inventory.ResolveEndpoints(o.Endpoints, o.Reach); err != nil {
		return found, err
	}
	found.Endpoints = append(found.Endpoints, o.Besides...)
	if len(o.Targets) == 0 && len(o.Inventory.Targets) == 0 && len(found.Endpoints) > 0 {
		return found, nil
	}
	found.Targets, err = o.Inventory.Resolve(o.Targets)
	return found, err
}

func end(run *outcome.Run) {
	for _, w := range wings {
		targets, err := w.End()
		run.Targets = append(run.Targets, targets...)
		if err != nil {
			run.Problems = append(run.Problems, err.Error())
		}
	}
}

// interruptible ends ctx at SIGINT or SIGTERM, which Ginkgo swallows between a preview and
// the run. What was collected by then is still judged.
func interruptible(ctx context.Context, run *outcome.Run) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		select {
		case <-signals:
			run.Interrupted = true
			cancel()
		case <-ctx.Done():
		}
		close(done)
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel()
		<-done
	}
}

// silence keeps Ginkgo's reporter off standard output.
func silence() (restore func()) {
	before := formatter.ColorableStdOut
	formatter.ColorableStdOut = io.Discard
	return func() { formatter.ColorableStdOut = before }
}

// buildErrors are mistakes found while the tree was built.
var buildErrors []error

// Refuse notes a mistake found while the tree is built; the run ends with it as a
// usage error, before anything is collected.
func Refuse(format string, args ...any) {
	err := fmt.Errorf(format, args...)
	for _, known := range buildErrors {
		if known.Error() == err.Error() {
			return
		}
	}
	buildErrors = append(buildErrors, err)
}
