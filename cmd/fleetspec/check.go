package main

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fleetspec/fleetspec/e2e/checkfile"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/report"
	"github.com/fleetspec/fleetspec/runner/strict"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/specs/phpweb"
	"github.com/fleetspec/fleetspec/specs/specfile"
)

// suites are the built-in ones.
var suites = map[string]func() bool{"phpweb": phpweb.Declare}

type checkOptions struct {
	reach
	files, suites, vars, reports []string
	endpoints                    []string
	at                           inventory.Reach
	labelFilter, save            string
	coverage, coverageMin        string
	coveragePort                 uint16
	verbose                      bool
	streams                      streams
}

func newCheck(s streams) *cobra.Command {
	o := &checkOptions{streams: s}
	c := &cobra.Command{
		Use: "check [FILE…]", Short: "judge targets and endpoints by specs",
		Long: `check judges targets by YAML spec files and built-in suites, and HTTP endpoints by YAML files of checks.

Each target is asked once, by one read-only script, for what the selected specs want to
know. Requests are sent to an endpoint's real name, wherever it is dialled; nothing leaves the endpoint. What could not be
told is unknown and never passes.`,
		Example: `  fleetspec check web.yaml                                   # the targets that the file names
  fleetspec check web.yaml -t ssh://deploy@web-01:22 --become
  fleetspec check --suite phpweb -t role=web --report junit=report.xml
  fleetspec check checks.yaml -e https://www.example.com --dial 10.0.0.12:443
  fleetspec check checks.yaml -e https://www.example.com --via ssh://deploy@web-01 --dial target:443
  fleetspec check checks.yaml -e new --coverage web-01 --coverage-min 90%  # which NGINX locations they reach
  fleetspec check web.yaml -t role=web --save snapshots/     # keep what was collected
  fleetspec check web.yaml -t snapshot:snapshots/web-01.json # and judge it again later`,
		RunE: func(c *cobra.Command, args []string) error {
			o.files = args
			return o.run(c)
		},
	}
	f := c.Flags()
	o.reach.add(f)
	f.StringArrayVarP(&o.endpoints, "endpoint", "e", nil, "`ENDPOINT`: a name of the inventory, or a URL; repeatable")
	f.StringVar(&o.at.Dial, "dial", "", "connect to `HOST:PORT` for endpoints that are given by URL, under the URL's name")
	f.StringVar(&o.at.Via, "via", "", "connect from `TARGET` (by SSH, or into a container's network) to endpoints that are given by URL; --dial target:PORT is TARGET itself")
	f.StringArrayVar(&o.suites, "suite", nil, "built-in suite `NAME` ("+strings.Join(suiteNames(), ", ")+"); repeatable")
	f.StringVar(&o.labelFilter, "label-filter", "", "run specs whose labels fit `EXPR` (Ginkgo's label language)")
	f.StringArrayVar(&o.vars, "vars", nil, "variables from a YAML `FILE`; repeatable, later ones win")
	f.StringVar(&o.save, "save", "", "keep the snapshots in `PATH`: a file for one target, else a folder")
	f.StringVar(&o.coverage, "coverage", "", "after the run say which locations of the NGINX of `[ENDPOINT=]TARGET` its checks reach; dump:FILE is what nginx -T wrote")
	f.Uint16Var(&o.coveragePort, "coverage-port", 0, "with --coverage: requests come in by `PORT` of the NGINX, from something that may end TLS or add headers")
	f.StringVar(&o.coverageMin, "coverage-min", "", "fail when the checks reach less than `N%` of the locations that can be reached")
	f.StringArrayVar(&o.reports, "report", nil, "write `KIND=FILE` (json, junit; with --coverage also coverage, which is JSON, and coverage-html); - is standard output; repeatable")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "also list what passed and was skipped, and with --coverage what is covered")
	return c
}

func (o *checkOptions) run(c *cobra.Command) error {
	own, ofGauge, err := splitReports(o.reports)
	if err != nil {
		return err
	}
	destinations, err := destinationsOf(own)
	if err != nil {
		return err
	}
	if err := apart(slices.Concat(destinations, ofGauge)); err != nil {
		return err
	}
	options, err := o.options(c.Flags(), o.streams)
	if err != nil {
		return err
	}
	options.Title, options.LabelFilter, options.Save = o.title(), o.labelFilter, o.save
	options.Endpoints, options.Reach = o.endpoints, o.at
	if err := o.declare(&options); err != nil {
		return err
	}
	gauge, err := o.newGauge(c.Context(), options, ofGauge)
	defer gauge.close()
	if err != nil {
		return &suite.Usage{Err: err}
	}
	judged := judge(c.Context(), options, destinations, o.streams.console(ofGauge), report.ConsoleOptions{Verbose: o.verbose})
	return gauge.finish(c.Context(), judged, o.streams.console(slices.Concat(destinations, ofGauge)))
}

// declare makes the tree of the files and built-in suites. All that is wrong in the
// files is told before anything is connected.
func (o *checkOptions) declare(options *suite.Options) error {
	if len(o.files)+len(o.suites) == 0 {
		return fmt.Errorf("nothing to check: name a spec file, or a built-in suite by --suite (%s)", strings.Join(suiteNames(), ", "))
	}
	for _, name := range o.suites {
		if suites[name] == nil {
			msg := fmt.Sprintf("there is no built-in suite %q", name)
			if near, ok := strict.Nearest(name, suiteNames()); ok {
				msg += fmt.Sprintf("; did you mean %q?", near)
			}
			return fmt.Errorf("%s (built-in: %s)", msg, strings.Join(suiteNames(), ", "))
		}
	}
	if err := declareFiles(o.files, o.vars, options); err != nil {
		return &suite.Usage{Err: err}
	}
	for _, name := range o.suites {
		suites[name]()
	}
	return nil
}

// declareFiles makes the tree of the files; the endpoints that goss files name become the run's.
func declareFiles(files, vars []string, options *suite.Options) error {
	f := sorted(files)
	checks, err := loadChecks(f.checks, vars, *options)
	goss, gossErr := loadGoss(f.goss, vars, options)
	var spec *specfile.Suite
	var specErr error
	if len(f.specs) > 0 {
		spec, specErr = specfile.Load(f.specs, vars, "http")
	}
	if err := strict.Join(specErr, err, gossErr); err != nil {
		return err
	}
	if checks != nil {
		checks.Declare()
	}
	if goss != nil {
		goss.Declare()
	}
	if spec == nil {
		return nil
	}
	return declareSpec(spec, *options)
}

// kinds are files by who reads them. One of goss may have both resources of hosts and http.
type kinds struct{ specs, checks, goss []string }

// sorted tells files of HTTP checks from those of specs. What can't be read is left to who reads specs.
func sorted(files []string) (f kinds) {
	for _, name := range files {
		src, err := strict.ReadFile(name)
		var doc *strict.Doc
		if err == nil {
			doc, err = strict.Parse(name, src)
		}
		if err != nil {
			f.specs = append(f.specs, name)
			continue
		}
		http, others := checkfile.HasGoss(doc)
		switch {
		case checkfile.Is(doc):
			f.checks = append(f.checks, name)
			continue
		case http:
			f.goss = append(f.goss, name)
		}
		if !http || others {
			f.specs = append(f.specs, name)
		}
	}
	return f
}

// loadChecks reads files of HTTP checks for the endpoints of the run; nil without files.
func loadChecks(files, varsFiles []string, options suite.Options) (*checkfile.Suite, error) {
	if len(files) == 0 {
		return nil, nil
	}
	vars, err := loadVars(varsFiles)
	if err != nil {
		return nil, err
	}
	checks, err := checkfile.Load(files, vars)
	if err != nil {
		return nil, err
	}
	endpoints, err := options.Inventory.ResolveEndpoints(options.Endpoints, options.Reach)
	if err != nil {
		return nil, err
	}
	return checks, checks.Check(endpoints)
}

// loadGoss reads goss's http; nil without files.
func loadGoss(files, varsFiles []string, options *suite.Options) (*checkfile.Goss, error) {
	if len(files) == 0 {
		return nil, nil
	}
	vars, err := loadVars(varsFiles)
	if err != nil {
		return nil, err
	}
	goss, err := checkfile.LoadGoss(files, vars)
	if err != nil {
		return nil, err
	}
	endpoints, err := options.Inventory.ResolveEndpoints(options.Endpoints, options.Reach)
	if err != nil {
		return nil, err
	}
	options.Besides = goss.Endpoints(endpoints)
	return goss, nil
}

func loadVars(files []string) (strict.Vars, error) {
	vars := strict.Vars{}
	for _, name := range files {
		more, err := strict.LoadVars(name)
		if err != nil {
			return nil, err
		}
		vars = vars.With(more)
	}
	return vars, nil
}

func declareSpec(spec *specfile.Suite, options suite.Options) error {
	targets, err := options.Inventory.Resolve(options.Targets)
	if err != nil {
		return err
	}
	if err := spec.Check(targets); err != nil {
		return err
	}
	spec.Declare()
	return nil
}

func (o *checkOptions) title() string {
	return strings.Join(append(append([]string{}, o.suites...), o.files...), ", ")
}

func suiteNames() []string {
	var out []string
	for name := range suites {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}
