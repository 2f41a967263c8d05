package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/ondisk"
	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
	"github.com/fleetspec/fleetspec/runner/connect"
	"github.com/fleetspec/fleetspec/runner/hosttext"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/report"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/runner/transport"
)

type locationsOptions struct {
	reach
	dump, file, format                    string
	requests, accessLog, explain          string
	host, method, scheme, minimum, client string
	reports                               []string
	streams                               streams

	target transport.Transport // that the configuration was read from; nil when it was not a target
}

func newLocations(s streams) *cobra.Command {
	o := &locationsOptions{streams: s}
	c := &cobra.Command{
		Use: "locations [TARGET]", Short: "which NGINX locations requests reach",
		Long: `locations reads the NGINX configuration of a target (by nginx -T there), of a saved dump, or of files, and says where
requests go: the location each enters, what happens inside NGINX, and the location that answers. Nothing is sent.

nginx -T reads the files as they stand: what was changed and not reloaded is in it, and not yet in the NGINX that runs.
What hangs on files of the host or on what upstreams answer is told as possible. Requests that can't be followed count for
nothing.`,
		Example: `  fleetspec locations ssh://deploy@web-01 --become               # all locations, none reached
  fleetspec locations web-01 --access-log access.log             # those that an access log reaches
  fleetspec locations --dump nginx-T.txt --requests urls.txt --min 90%
  fleetspec locations --dump nginx-T.txt --requests urls.txt --report json=-
  fleetspec locations --dump nginx-T.txt --explain /a/b.php --host www.example.com`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return o.run(c, args) },
	}
	f := c.Flags()
	o.reach.add(f)
	f.StringVar(&o.dump, "dump", "", "read the configuration from `FILE`, which nginx -T wrote")
	f.StringVar(&o.file, "nginx-conf", "", "read the configuration from the main `FILE` on this machine, and what it includes")
	f.StringVar(&o.requests, "requests", "", "count the requests of `FILE`, a line each: METHOD URL")
	f.StringVar(&o.accessLog, "access-log", "", "count the requests of an access log `FILE`")
	f.StringVar(&o.format, "log-format", "", "the log_format `TEXT` of the access log (default: combined, which needs --host)")
	f.StringVar(&o.explain, "explain", "", "tell the whole way of a request for `URI`, step by step")
	f.StringVar(&o.host, "host", "", "the `NAME` that requests are for where they don't say it")
	f.StringVar(&o.method, "method", "GET", "the `METHOD` of --explain")
	f.StringVar(&o.scheme, "scheme", "http", "http or https, of --explain and of an access log that does not say it")
	f.StringVar(&o.minimum, "min", "", "fail when less than `N%` of the reachable locations is covered")
	f.StringArrayVar(&o.reports, "report", nil, "write `KIND=FILE`: json (the way of each of --requests), coverage (JSON), html; - is standard output; repeatable")
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
	o.note(config)
	model, err := nginx.New(config)
	if err != nil {
		return &suite.Usage{Err: err}
	}
	if o.explain != "" {
		return o.explainWay(c.Context(), model)
	}
	return o.meter(c.Context(), model)
}

// mostNotes is how many notes of a configuration are told.
const mostNotes = 10

// note tells what of the configuration is not understood: it may answer where the model says another does.
func (o *locationsOptions) note(c *conf.Config) {
	for i, n := range c.Notes {
		if i == mostNotes {
			fmt.Fprintf(o.streams.err, "and %d more\n", len(c.Notes)-i)
			break
		}
		fmt.Fprintln(o.streams.err, hosttext.VisibleLines(fmt.Sprintf("%s: %s", n.At, n.Text)))
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
	if sources != 1 {
		return errors.New("name one configuration: a TARGET, --dump FILE or --nginx-conf FILE")
	}
	if o.scheme != "http" && o.scheme != "https" {
		return fmt.Errorf("--scheme %s: it is http or https", o.scheme)
	}
	if _, err := o.least(); err != nil {
		return err
	}
	_, err := o.destinations()
	return err
}

// least is the share of --min in percent.
func (o *locationsOptions) least() (int, error) {
	if o.minimum == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(strings.TrimSuffix(o.minimum, "%"))
	if err != nil || n < 0 || n > 100 {
		return 0, fmt.Errorf("--min %s: it is a share such as 90%%", o.minimum)
	}
	return n, nil
}

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

// untold says that the target did not tell: exit status 3.
func (o *locationsOptions) untold(err error) error {
	fmt.Fprintln(o.streams.err, hosttext.VisibleLines("could not tell: "+err.Error()))
	return exitStatus(3)
}

// learn asks the target for the files that the requests hang on; without a target nothing is known of files.
func (o *locationsOptions) learn(ctx context.Context, m *nginx.Model, requests []nginx.Request) (nginx.Oracle, error) {
	if o.target == nil || len(requests) == 0 {
		return ondisk.Files{}, nil
	}
	known, err := ondisk.Learn(ctx, o.target, m, requests)
	if err != nil {
		return nil, o.untold(err)
	}
	return known, nil
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

// explainWay tells the ways of one request.
func (o *locationsOptions) explainWay(ctx context.Context, m *nginx.Model) error {
	q, err := traffic.Parse(o.method, o.explain, o.host)
	if err != nil {
		return &suite.Usage{Err: err}
	}
	if strings.HasPrefix(o.explain, "/") {
		q.Scheme = o.scheme
	}
	known, err := o.learn(ctx, m, []nginx.Request{q})
	if err != nil {
		return err
	}
	ways, err := m.Explain(q, known)
	if err != nil {
		return fmt.Errorf("follow %s %s: %w", q.Method, o.explain, err)
	}
	for i, w := range ways {
		if w.Entry.Doubt != "" {
			fmt.Fprintln(o.streams.out, "doubt:", w.Entry.Doubt)
		}
		if len(ways) > 1 {
			fmt.Fprintf(o.streams.out, "way %d of %d, possible:", i+1, len(ways))
			if w.Why != "" {
				fmt.Fprintf(o.streams.out, " if %s", w.Why)
			}
			fmt.Fprintln(o.streams.out)
		}
		for _, s := range w.Steps {
			fmt.Fprintln(o.streams.out, s)
		}
		fmt.Fprintf(o.streams.out, "→ %s\n", ending(w))
		if i < len(ways)-1 {
			fmt.Fprintln(o.streams.out)
		}
	}
	return nil
}

// ending is how a way ends, in one line.
func ending(w nginx.Way) string {
	where := w.Entry.Server.String()
	if w.Final != nil {
		where = fmt.Sprintf("%s at %s:%d", w.Final, w.Final.At.File, w.Final.At.Line)
	}
	switch {
	case w.Closed:
		return where + " closes the connection without an answer"
	case w.Status == 0:
		return where + " answers as its upstream does"
	case w.Location != "":
		return fmt.Sprintf("%s answers %d to %s", where, w.Status, w.Location)
	}
	return fmt.Sprintf("%s answers %d", where, w.Status)
}

// destinations reads --report.
func (o *locationsOptions) destinations() ([]report.Destination, error) {
	var all []report.Destination
	for _, text := range o.reports {
		kind, file, ok := strings.Cut(text, "=")
		if !ok || file == "" || kind != "json" && kind != "coverage" && kind != "html" {
			return nil, fmt.Errorf("--report %s: it is json=FILE, coverage=FILE or html=FILE", text)
		}
		if kind == "json" && o.requests == "" {
			return nil, errors.New("--report json tells the way of each request of a list: give --requests FILE")
		}
		all = append(all, report.Destination{Kind: kind, Path: file})
	}
	return all, nil
}
