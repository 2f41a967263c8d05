package main

import (
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// reach holds the flags that say which targets there are and how to reach them.
type reach struct {
	config, sshConfig string
	targets           []string
	become            string
	run               []string
	concurrency       int
	deadline, wait    time.Duration
}

func (r *reach) add(f *pflag.FlagSet) {
	f.StringVarP(&r.config, "config", "c", "", "inventory `FILE` (default ./fleetspec.yaml, or the one found upwards)")
	f.StringArrayVarP(&r.targets, "target", "t", nil, "`TARGET`: a name, a selector (role=web) or an address (ssh://user@host:port, docker://NAME, image:REF, compose:FILE#SERVICE, local:, snapshot:FILE); repeatable")
	f.StringVarP(&r.sshConfig, "ssh-config", "F", "", "ssh_config `FILE`, as ssh -F")
	f.StringVar(&r.become, "become", "", "become `USER` by sudo (root without a name)")
	f.Lookup("become").NoOptDefVal = "root"
	f.StringArrayVar(&r.run, "run", nil, "run the container of an image: address with `KEY=VALUE`: env=NAME=VALUE, env=NAME, command=…, entrypoint=…, user=…, network=…, publish=[HOSTPORT:]PORT, wait=2m; repeatable")
	f.IntVar(&r.concurrency, "concurrency", 0, "ask `N` targets at once (default 32)")
	f.DurationVar(&r.deadline, "deadline", 0, "give each target `D` at most (default 2m)")
	f.DurationVar(&r.wait, "wait", 0, "try for `D` to reach targets that still boot")
}

// options gives what the flags say, with the inventory read.
func (r *reach) options(f *pflag.FlagSet, s streams) (suite.Options, error) {
	inv, err := r.inventory()
	if err != nil {
		return suite.Options{}, &suite.Usage{Err: err}
	}
	run, err := inventory.ParseRun(r.run)
	if err == nil && run != nil && !r.image(f) {
		err = errors.New("--run needs a target that is given as an address image:REF (in an inventory write run: beside the address)")
	}
	if err != nil {
		return suite.Options{}, &suite.Usage{Err: err}
	}
	inv.RunBy(run)
	o := suite.Options{Inventory: inv, Targets: r.targets, SSHConfig: r.sshConfig, Concurrency: r.concurrency,
		Deadline: r.deadline, Wait: r.wait, Prompt: s.prompt, Quiet: true}
	if f.Changed("become") {
		o.Become = &r.become
	}
	return o, nil
}

// image tells whether an image is given to -t or --via.
func (r *reach) image(f *pflag.FlagSet) bool {
	given := r.targets
	if via := f.Lookup("via"); via != nil {
		given = append(slices.Clone(given), via.Value.String())
	}
	return slices.ContainsFunc(given, func(t string) bool { return strings.HasPrefix(t, "image:") })
}

func (r *reach) inventory() (*inventory.Inventory, error) {
	if r.config != "" {
		return inventory.Load(r.config)
	}
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	return inventory.LoadNear(dir)
}
