package main

import (
	"context"
	"errors"
	"fmt"
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
	targets, err := options.Inventory.Resolve(names)
	if err != nil {
		return "", &suite.Usage{Err: err}
	}
	if len(targets) != 1 {
		return "", &suite.Usage{Err: fmt.Errorf("%s names %d targets: name one", strings.Join(names, ", "), len(targets))}
	}
	if options.Become != nil {
		targets[0].Become = *options.Become
	}
	var notes []string
	if o.target, notes, err = connect.Open(c.Context(), targets[0], connecting(options)); err != nil {
		return "", fmt.Errorf("reach %s: %w", targets[0].Name, err)
	}
	for _, note := range notes {
		fmt.Fprintln(o.streams.err, hosttext.VisibleLines(targets[0].Name+": "+note))
	}
	return dumped(c.Context(), o.target, targets[0])
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
