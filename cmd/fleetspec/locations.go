package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/ondisk"
	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/report"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/runner/transport"
)

type locationsOptions struct {
	reach
	dump, file, format            string
	requests, har, explain        string
	accessLogs, debugLogs, ports  []string
	compares, suggests            bool
	onlyScheme                    string // of --suggest: --scheme where it is given
	host, method, scheme, minimum string
	reports                       []string
	streams                       streams

	target    transport.Transport // that the configuration was read from; nil when it was not a target
	logs      []openedLog
	debugged  []openedLog
	told      []wayJSON // of the requests of --debug-log, where a report wants them
	logFormat *traffic.Format
}

func newLocations(s streams) *cobra.Command {
	o := &locationsOptions{streams: s}
	c := &cobra.Command{
		Use: "locations [TARGET | --compare OLD NEW]", Short: "which NGINX locations requests reach",
		Long: `locations reads the NGINX configuration of a target (by nginx -T there), of a saved dump, or of files, and says where
requests go: the location each enters, what happens inside NGINX, and the location that answers. Nothing is sent.

nginx -T reads the files as they stand: what was changed and not reloaded is in it, and not yet in the NGINX that runs.
What hangs on files of the host or on what upstreams answer is told as possible. Requests that can't be followed count for
nothing.

With --compare OLD NEW it says which requests change when NEW takes OLD's place: the outcome (status, redirect, text, what is
handed on to which upstream), the location that is entered or that answers, or what the same block says (its directives and
those it inherits, with the variables, upstreams and zones they speak of). What upstreams answer and files say is not compared,
nor are logs, TLS and buffers of connections. Exit status 0: nothing changes, 1: something does, 3: nothing does, and
something can't be told.`,
		Example: `  fleetspec locations ssh://deploy@web-01 --become               # all locations, none reached
  fleetspec locations web-01 --access-log access.log             # those that an access log reaches
  fleetspec locations --dump nginx-T.txt --requests urls.txt --min 90%
  fleetspec locations --dump nginx-T.txt --har login.har         # those that a browser saved
  fleetspec locations web-01 --debug-log error.log               # those that NGINX itself wrote it used (error_log … debug)
  fleetspec locations --dump nginx-T.txt --requests urls.txt --report json=-
  fleetspec locations --dump nginx-T.txt --explain /a/b.php --host www.example.com
  fleetspec locations --dump nginx-T.txt --suggest >checks.yaml  # checks that reach the locations
  fleetspec locations --compare old-T.txt new --access-log access.log  # what changes when new takes the old one's place`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case o.compares && o.suggests:
				return &suite.Usage{Err: errSuggestAlone}
			case o.compares:
				return o.compareTwo(c, args)
			}
			return o.run(c, args)
		},
	}
	f := c.Flags()
	o.reach.add(f)
	f.StringVar(&o.dump, "dump", "", "read the configuration from `FILE`, which nginx -T wrote")
	f.StringVar(&o.file, "nginx-conf", "", "read the configuration from the main `FILE` on this machine, and what it includes")
	f.StringVar(&o.requests, "requests", "", "count the requests of `FILE`, a line each: METHOD URL")
	f.StringArrayVar(&o.accessLogs, "access-log", nil, "count the requests of an access log `FILE`, compressed by gzip or not; - is standard input; repeatable")
	f.StringArrayVar(&o.debugLogs, "debug-log", nil, "count the requests of an error log `FILE` that was written at the level debug: NGINX itself tells there which locations it used, and so proves them; - is standard input; repeatable")
	f.StringVar(&o.har, "har", "", "count the requests of a HAR `FILE` (what a browser or a proxy saved) for names of the configuration's servers, or for --host")
	f.StringVar(&o.format, "log-format", "combined", "the log_format of the access log: its `NAME` in the configuration, or its text; without $host in it give --host")
	f.StringVar(&o.explain, "explain", "", "tell the whole way of a request for `URI`, step by step")
	f.BoolVar(&o.compares, "compare", false, "compare two configurations, OLD and NEW: which of the requests change location or outcome. Each is a target, dump:FILE, conf:FILE or a file")
	f.StringArrayVar(&o.ports, "new-port", nil, "with --compare: requests for port OLD come in by port NEW of the new configuration, as `OLD=NEW`; repeatable")
	f.BoolVar(&o.suggests, "suggest", false, "write a file of checks to standard output: for each location that no request covers one that surely reaches it, or why there is none; with --host and --scheme those of one server")
	f.StringVar(&o.host, "host", "", "the `NAME` that requests are for where they don't say it")
	f.StringVar(&o.method, "method", "GET", "the `METHOD` of --explain")
	f.StringVar(&o.scheme, "scheme", "http", "http or https, of --explain and of an access log that does not say it")
	f.StringVar(&o.minimum, "min", "", "fail when less than `N%` of the reachable locations is covered")
	f.StringArrayVar(&o.reports, "report", nil, "write `KIND=FILE`: json (the way of each of --requests, --har and --debug-log; with --compare what changes, in groups), coverage (JSON), html; - is standard output; repeatable")
	return c
}

func (o *locationsOptions) run(c *cobra.Command, args []string) error {
	if err := o.check(args); err != nil {
		return &suite.Usage{Err: err}
	}
	config, err := o.configuration(c, args)
	if o.target != nil {
		defer func() { _ = o.target.Close() }()
	}
	if err != nil {
		return err
	}
	noteConfig(config, o.streams.err)
	model, err := nginx.New(config)
	if err != nil {
		return &suite.Usage{Err: err}
	}
	if o.explain != "" {
		return o.explainWay(c.Context(), model)
	}
	if c.Flags().Changed("scheme") {
		o.onlyScheme = o.scheme
	}
	return o.meter(c.Context(), model)
}

// mostNotes is how many notes of a configuration are told.
const mostNotes = 10

// noteConfig tells what of the configuration is not understood: it may answer where the model says another does.
func noteConfig(c *conf.Config, to io.Writer) {
	for i, n := range c.Notes {
		if i == mostNotes {
			fmt.Fprintf(to, "and %d more\n", len(c.Notes)-i)
			break
		}
		fmt.Fprintln(to, hosttext.VisibleLines(fmt.Sprintf("%s: %s", n.At, n.Text)))
	}
}

// check refuses flags that don't go together, before anything is read.
func (o *locationsOptions) check(args []string) error {
	sources := len(args) + len(o.targets)
	for _, given := range []string{o.dump, o.file} {
		if given != "" {
			sources++
		}
	}
	if len(o.ports) > 0 {
		return errors.New("--new-port goes with --compare OLD NEW")
	}
	if sources != 1 {
		return errors.New("name one configuration: a TARGET, --dump FILE or --nginx-conf FILE; or two by --compare OLD NEW")
	}
	if o.scheme != "http" && o.scheme != "https" {
		return fmt.Errorf("--scheme %s: it is http or https", o.scheme)
	}
	if _, err := o.least(); err != nil {
		return err
	}
	if err := o.openLogs(); err != nil {
		return err
	}
	to, err := o.destinations()
	return cmp.Or(err, o.checkSuggest(to))
}

// least is the share of --min in percent.
func (o *locationsOptions) least() (int, error) { return shareOf("--min", o.minimum) }

// shareOf reads a share such as 90%; without a text it is 0.
func shareOf(flag, text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(strings.TrimSuffix(text, "%"))
	if err != nil || n < 0 || n > 100 {
		return 0, fmt.Errorf("%s %s: it is a share such as 90%%", flag, text)
	}
	return n, nil
}

// untold says that the target did not tell: exit status 3.
func (o *locationsOptions) untold(err error) error {
	fmt.Fprintln(o.streams.err, hosttext.VisibleLines("could not tell: "+err.Error()))
	return exitStatus(3)
}

// learn asks the target for the files that the requests hang on; without a target nothing is known of files.
func (o *locationsOptions) learn(ctx context.Context, m *nginx.Model, requests []nginx.Request) (ondisk.Files, error) {
	if o.target == nil || len(requests) == 0 {
		return ondisk.Files{}, nil
	}
	known, err := ondisk.Learn(ctx, o.target, m, requests)
	if err != nil {
		return nil, o.untold(err)
	}
	return known, nil
}

// destinations reads --report.
func (o *locationsOptions) destinations() ([]report.Destination, error) {
	var all []report.Destination
	for _, text := range o.reports {
		kind, file, ok := strings.Cut(text, "=")
		if !ok || file == "" || kind != "json" && kind != "coverage" && kind != "html" {
			return nil, fmt.Errorf("--report %s: it is json=FILE, coverage=FILE or html=FILE", text)
		}
		if kind == "json" && o.requests == "" && o.har == "" && o.debugLogs == nil {
			return nil, errors.New("--report json tells the way of each request of a list: give --requests FILE, --har FILE or --debug-log FILE")
		}
		all = append(all, report.Destination{Kind: kind, Path: file})
	}
	return all, nil
}
