package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// exitStatus ends the command with a status and nothing more to say.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// usageStatus is the exit status of a usage or configuration error.
const usageStatus = 2

const rootHelp = `fleetspec proves that hosts are what their spec says.

It asks each host once, by one read-only script, for all that the specs want to know,
and then judges. What could not be told never passes.

Exit status: 0 all passed; 1 something failed; 2 usage or configuration;
3 could not tell; 130 interrupted.`

func newRoot(s streams) *cobra.Command {
	root := &cobra.Command{
		Use: "fleetspec", Short: "prove that hosts are what their spec says", Long: rootHelp,
		Example: `  fleetspec demo                                 # see it work on this machine
  fleetspec check web.yaml -t ssh://deploy@web-01
  fleetspec check --suite phpweb -t role=web     # targets of ./fleetspec.yaml
  fleetspec targets                              # can each be reached?`,
		SilenceErrors: true, SilenceUsage: true,
		SuggestionsMinimumDistance: 2,
		Args:                       knownCommand,
		RunE:                       func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetOut(s.out)
	root.SetErr(s.err)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(newCheck(s), newDemo(s), newLocations(s), newTargets(s), newVersion(s))
	root.InitDefaultCompletionCmd()
	return root
}

// execute runs the command line and gives the exit status.
func execute(ctx context.Context, args []string, s streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var status exitStatus
	var usage *suite.Usage
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return int(status)
	case errors.As(err, &usage):
		fmt.Fprintln(s.err, usage.Err)
		return usageStatus
	}
	fmt.Fprintln(s.err, "fleetspec:", err)
	return usageStatus
}

func knownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	msg := fmt.Sprintf("there is no command %q", args[0])
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		msg += "; did you mean " + strings.Join(near, " or ") + "?"
	}
	return errors.New(msg + " (fleetspec --help lists them)")
}

// flagError suggests the flag that was meant.
func flagError(c *cobra.Command, err error) error {
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	_, wrong, found := strings.Cut(err.Error(), "unknown flag: ")
	if !found {
		return err
	}
	if near, ok := strict.Nearest(wrong, names); ok {
		return fmt.Errorf("%w; did you mean %s?", err, near)
	}
	return fmt.Errorf("%w (%s --help lists them)", err, c.CommandPath())
}
