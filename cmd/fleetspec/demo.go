package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/fleetspec/fleetspec/e2e/checkfile"
	e2ephpweb "github.com/fleetspec/fleetspec/e2e/phpweb"
	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/report"
	"github.com/fleetspec/fleetspec/runner/suite"
	suitephpweb "github.com/fleetspec/fleetspec/specs/phpweb"
	"github.com/fleetspec/fleetspec/specs/specfile"
)

func newDemo(s streams) *cobra.Command {
	var reports []string
	var here bool
	c := &cobra.Command{
		Use: "demo", Short: "judge a real NGINX + PHP-FPM host in a container",
		Long: `demo starts a PHP application's host in a container (systemd, sshd, NGINX, PHP-FPM), judges it over SSH by
the built-in Ginkgo suite and by a YAML spec, and what it answers over HTTPS by YAML checks, and removes it again. Without Docker it judges
this machine, and says so.`,
		Example: `  fleetspec demo
  fleetspec demo --here    # this machine, without Docker`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			to, err := destinationsOf(reports)
			if err != nil {
				return err
			}
			if !here {
				if err := phpweb.Available(c.Context()); err == nil {
					return demoContainer(c.Context(), to, s)
				} else {
					fmt.Fprintf(s.err, "Docker can't be used (%v): judging this machine instead.\n", err)
				}
			}
			return demoHere(c.Context(), to, s)
		},
	}
	c.Flags().StringArrayVar(&reports, "report", nil, "write `KIND=FILE` (json, junit); - is standard output; repeatable")
	c.Flags().BoolVar(&here, "here", false, "judge this machine, without Docker")
	return c
}

// demoContainer judges the legacy host. It is removed also when judging fails.
func demoContainer(ctx context.Context, to []report.Destination, s streams) (err error) {
	fmt.Fprintln(s.err, "Starting the legacy host in a container (its image is built at the first time) …")
	h, err := phpweb.StartLegacy(ctx)
	if err != nil {
		return fmt.Errorf("start the legacy host: %w", err)
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	// What it is outside is the password of some other host.
	if err := os.Setenv("SMOKE_PASSWORD", phpweb.AppPassword); err != nil {
		return err
	}
	inv, err := inventory.Parse("demo", fmt.Appendf(nil, demoInventory, "ssh://"+h.Name, phpweb.WWW, h.HTTPS, h.HTTP, h.CAFile, phpweb.Apex, phpweb.API))
	if err != nil {
		return err
	}
	o := suite.Options{Title: "demo", Inventory: inv, SSHConfig: h.SSH.ConfigFile, Quiet: true}
	suitephpweb.Declare()
	if err := declareText("web.yaml", suitephpweb.YAML, o); err != nil {
		return err
	}
	checks, err := checkfile.Parse("checks.yaml", e2ephpweb.YAML)
	if err != nil {
		return err
	}
	checks.Declare()
	fmt.Fprintf(s.err, "It serves at %s. Judging it by the built-in suite and specs/phpweb/web.yaml, and its answers by e2e/phpweb/checks.yaml …\n", h.URL)
	return judge(ctx, o, to, s, false)
}

// demoInventory has the host, and the application that it serves under its real name.
const demoInventory = `targets:
  legacy: { address: %[1]q, labels: {role: web, platform: ec2}, become: root }
endpoints:
  www: { url: "https://%[2]s", dial: { "%[2]s:443": %[3]q, "%[6]s:443": %[3]q, "%[7]s:443": %[3]q, "%[2]s:80": %[4]q }, ca: %[5]q, writes: allowed }
`

// hereYAML is what every machine can be asked.
const hereYAML = `# What any Linux machine can be asked.
in-path: [sh, ls]
user:
  root: { uid: 0, home: /root }
file:
  /etc/passwd: { filetype: file, owner: root, max-mode: "0644" }
  /tmp: { filetype: directory, mode: "1777" }
kernel-param:
  kernel.ostype: Linux
`

func demoHere(ctx context.Context, to []report.Destination, s streams) error {
	inv, err := inventory.Parse("demo", []byte("targets:\n  here: { address: \"local:\" }\n"))
	if err != nil {
		return err
	}
	o := suite.Options{Title: "demo", Inventory: inv, Quiet: true}
	if err := declareText("here.yaml", []byte(hereYAML), o); err != nil {
		return err
	}
	return judge(ctx, o, to, s, true)
}

// declareText declares a spec file that is built in.
func declareText(name string, text []byte, o suite.Options) error {
	spec, err := specfile.Parse(name, text)
	if err != nil {
		return err
	}
	return declareSpec(spec, o)
}
