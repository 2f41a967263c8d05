package main

import (
	"context"
	"errors"

	"github.com/fleetspec/fleetspec/runner/outcome"
	"github.com/fleetspec/fleetspec/runner/report"
	"github.com/fleetspec/fleetspec/runner/suite"
)

func destinationsOf(texts []string) ([]report.Destination, error) {
	var out []report.Destination
	for _, text := range texts {
		d, err := report.ParseDestination(text)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, nil
}

// judge executes the declared tree, reports, and gives the run's exit status.
func judge(ctx context.Context, o suite.Options, to []report.Destination, s streams, show report.ConsoleOptions) error {
	if err := report.Prepare(to); err != nil {
		return err
	}
	o.Progress = report.NewProgress(s.err, s.terminal)
	run, err := suite.Execute(ctx, o)
	if err != nil {
		return err
	}
	return tell(run, to, s, show)
}

// tell writes all reports. The console's goes to standard error when another one takes
// standard output.
func tell(run *outcome.Run, to []report.Destination, s streams, show report.ConsoleOptions) error {
	console := s.out
	colour := s.colour()
	for _, d := range to {
		if d.Stdout() {
			console, colour = s.err, false
		}
	}
	show.Color, show.Width = colour, s.width
	err := errors.Join(
		report.Console(console, run, show),
		report.Write(to, run, s.out))
	if err != nil {
		return err
	}
	if status := run.ExitStatus(); status != 0 {
		return exitStatus(status)
	}
	return nil
}
