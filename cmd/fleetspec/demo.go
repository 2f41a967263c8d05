package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/fleetspec/fleetspec/e2e"
	"github.com/fleetspec/fleetspec/e2e/checkfile"
	"github.com/fleetspec/fleetspec/e2e/nginx/coverage"
	e2ephpweb "github.com/fleetspec/fleetspec/e2e/phpweb"
	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/fixtures/standin"
	"github.com/fleetspec/fleetspec/runner/hosttext"
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
		Use: "demo", Short: "judge a real PHP stack in containers",
		Long: `demo starts a PHP application in containers, in both of its forms: the old host (systemd, sshd, NGINX, PHP-FPM) and, as in a
pod, NGINX and PHP-FPM in a container each. It judges the hosts, over SSH and through Docker, by the built-in Ginkgo suite and by a YAML spec,
and what both forms answer over HTTPS by YAML checks, and removes them again. Without Docker it judges this machine and an
application in its own process, and says so.`,
		Example: `  fleetspec demo
  fleetspec demo --here    # this machine, without Docker`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			to, err := destinationsOf(reports)
			if err != nil {
				return err
			}
			// What is set outside is the password of some other host.
			if err := os.Setenv("SMOKE_PASSWORD", phpweb.AppPassword); err != nil {
				return err
			}
			if !here {
				if err := phpweb.Available(c.Context()); err == nil {
					return demoContainers(c.Context(), to, s)
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

// demoContainers judges both forms of the stack. They are removed also when judging fails.
func demoContainers(ctx context.Context, to []report.Destination, s streams) (err error) {
	fmt.Fprintln(s.err, "Starting the old host in a container, and NGINX and PHP-FPM in two (images are built at the first time) …")
	h, err := phpweb.StartLegacy(ctx)
	if err != nil {
		return fmt.Errorf("start the legacy host: %w", err)
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	p, err := phpweb.StartSplit(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	text := fmt.Sprintf("targets:\n"+
		"  legacy: { address: %q, labels: { role: web, platform: ec2 }, become: root }\n"+
		"  nginx: { address: %q, labels: { role: web, platform: container, part: nginx } }\n"+
		"  php: { address: %q, labels: { role: web, platform: container, part: php } }\n"+
		"endpoints:\n%s%s", "ssh://"+h.Name, "docker://"+p.NGINX.Name, "docker://"+p.PHP.Name,
		demoEndpoint("www-legacy", &h.Web, "legacy"), demoEndpoint("www-split", &p.Web, "nginx, php"))
	inv, err := inventory.Parse("demo", []byte(text))
	if err != nil {
		return err
	}
	o := suite.Options{Title: "demo", Inventory: inv, SSHConfig: h.SSH.ConfigFile, Quiet: true}
	suitephpweb.Declare()
	if err := declareTexts(o, "web.yaml", suitephpweb.YAML, "checks.yaml", e2ephpweb.YAML); err != nil {
		return err
	}
	fmt.Fprintf(s.err, "They serve https://%s at %s and %s. Judging them by the built-in suite, specs/phpweb/web.yaml and e2e/phpweb/checks.yaml …\n", phpweb.WWW, h.HTTPS, p.HTTPS)
	return demoCovered(ctx, o, s.console(to), func() error { return judge(ctx, o, to, s, report.ConsoleOptions{Targets: true}) }, "www-legacy=legacy", "www-split=nginx")
}

// demoCovered judges, and tells how many locations of the NGINX of each form the checks reach.
func demoCovered(ctx context.Context, o suite.Options, s streams, judge func() error, each ...string) error {
	var gauges []*gauge
	for _, text := range each {
		g := &gauge{streams: s}
		if err := g.open(o, text); err != nil {
			return err
		}
		g.ask(ctx, o)
		defer g.close()
		gauges = append(gauges, g)
	}
	judged := judge()
	var status exitStatus
	if judged != nil && !errors.As(judged, &status) {
		return judged
	}
	for _, g := range gauges {
		r, err := coverage.Report{}, g.untold
		if err == nil {
			r, _, err = g.measure(ctx, e2e.Exchanges())
		}
		line := r.Total.String()
		if err != nil {
			line = "could not tell: " + err.Error()
		}
		fmt.Fprintln(s.out, hosttext.VisibleLines("NGINX of "+g.name+": "+line))
	}
	return judged
}

// demoEndpoint is the application as a form of the stack serves it under its real names.
func demoEndpoint(name string, w *phpweb.Web, targets string) string {
	return fmt.Sprintf("  %s: { url: \"https://%[2]s\", dial: { \"%[2]s:443\": %[5]q, \"%[3]s:443\": %[5]q, \"%[4]s:443\": %[5]q, \"%[2]s:80\": %[6]q },"+
		" ca: %[7]q, writes: allowed, target: [%[8]s] }\n", name, phpweb.WWW, phpweb.Apex, phpweb.API, w.HTTPS, w.HTTP, w.CAFile, targets)
}

// What every machine can be asked, and the application in this process.
var (
	//go:embed demo_here.yaml
	hereYAML []byte
	//go:embed demo_standin.yaml
	standinYAML []byte
)

func demoHere(ctx context.Context, to []report.Destination, s streams) (err error) {
	app, err := standin.Start()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.Close()) }()
	inv, err := inventory.Parse("demo", fmt.Appendf(nil, "targets:\n  here: { address: \"local:\" }\nendpoints:\n"+
		"  standin: { url: \"https://%[1]s\", dial: { \"%[1]s:443\": %[2]q, \"%[1]s:80\": %[3]q }, ca: %[4]q, writes: allowed }\n",
		standin.Name, app.HTTPS, app.HTTP, app.CAFile))
	if err != nil {
		return err
	}
	o := suite.Options{Title: "demo", Inventory: inv, Quiet: true}
	if err := declareTexts(o, "here.yaml", hereYAML, "standin.yaml", standinYAML); err != nil {
		return err
	}
	fmt.Fprintf(s.err, "Judging this machine, and an application in this process that stands in for the PHP stack, at %s …\n", app.HTTPS)
	return judge(ctx, o, to, s, report.ConsoleOptions{Targets: true, Verbose: true})
}

// declareTexts declares a spec file and a check file that are built in.
func declareTexts(o suite.Options, specName string, spec []byte, checksName string, checks []byte) error {
	specs, err := specfile.Parse(specName, spec)
	if err != nil {
		return err
	}
	requests, err := checkfile.Parse(checksName, checks)
	if err != nil {
		return err
	}
	if err := declareSpec(specs, o); err != nil {
		return err
	}
	requests.Declare()
	return nil
}
