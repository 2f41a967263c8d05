package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/runner/connect"
	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/spf13/cobra"
)

// configuration reads it from where the flags say.
func (o *locationsOptions) configuration(c *cobra.Command, args []string) (*conf.Config, error) {
	var config *conf.Config
	var err error
	switch {
	case o.file != "":
		config, err = conf.ReadFile(o.file, "")
	case o.dump != "":
		var text []byte
		if text, err = os.ReadFile(o.dump); err == nil {
			config, err = conf.ReadDump(string(text))
		}
	default:
		var text string
		if text, err = o.ask(c, append(args, o.targets...)); err != nil {
			var usage *suite.Usage
			if errors.As(err, &usage) {
				return nil, err
			}
			return nil, o.untold(err)
		}
		config, err = conf.ReadDump(text)
	}
	if err != nil {
		return nil, &suite.Usage{Err: err}
	}
	return config, nil
}

// ask runs nginx -T on the target.
func (o *locationsOptions) ask(c *cobra.Command, names []string) (string, error) {
	o.targets = names
	options, err := o.options(c.Flags(), o.streams)
	if err != nil {
		return "", err
	}
	target, err := oneTarget(options, names)
	if err != nil {
		return "", err
	}
	var text string
	o.target, text, err = askNGINX(c.Context(), target, options, o.streams.err)
	return text, err
}

// oneTarget is the target that names stand for, with the user to become of the flags.
func oneTarget(options suite.Options, names []string) (inventory.Target, error) {
	targets, err := options.Inventory.Resolve(names)
	if err != nil {
		return inventory.Target{}, &suite.Usage{Err: err}
	}
	if len(targets) != 1 {
		return inventory.Target{}, &suite.Usage{Err: fmt.Errorf("%s names %d targets: name one", strings.Join(names, ", "), len(targets))}
	}
	if options.Become != nil {
		targets[0].Become = *options.Become
	}
	return targets[0], nil
}

// askNGINX connects to a target and runs nginx -T there. Where there is a connection it is given also with an error.
func askNGINX(ctx context.Context, t inventory.Target, options suite.Options, say io.Writer) (transport.Transport, string, error) {
	conn, notes, err := connect.Open(ctx, t, connecting(options))
	if err != nil {
		return nil, "", fmt.Errorf("reach %s: %w", t.Name, err)
	}
	for _, note := range notes {
		fmt.Fprintln(say, hosttext.VisibleLines(t.Name+": "+note))
	}
	text, err := dumped(ctx, conn, t)
	return conn, text, err
}

// dumped is the output of nginx -T on a target.
func dumped(ctx context.Context, conn transport.Transport, t inventory.Target) (string, error) {
	got, err := conn.Run(ctx, transport.Command{Argv: []string{"sh", "-c", "PATH=$PATH:/usr/sbin:/usr/local/sbin:/usr/local/nginx/sbin; exec nginx -T"}})
	if err != nil {
		return "", fmt.Errorf("run nginx -T on %s: %w", t.Name, err)
	}
	if got.ExitCode != 0 {
		return "", fmt.Errorf("run nginx -T on %s: exit status %d: %s (it needs the rights to read all files and keys: --become)", t.Name, got.ExitCode, strings.TrimSpace(string(got.Stderr)))
	}
	return string(got.Stdout), nil
}
