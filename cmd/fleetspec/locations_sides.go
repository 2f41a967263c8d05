package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/e2e/nginx/ondisk"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// confScheme stands before the main file of a configuration on this machine in the place of a target.
const confScheme = "conf:"

// A comparedSide is one of the two configurations that are compared.
type comparedSide struct {
	word   string
	target *inventory.Target   // nil: it is of files
	conn   transport.Transport // nil: it is of files
	config *conf.Config
	model  *nginx.Model
}

func (s comparedSide) close() {
	if s.conn != nil {
		_ = s.conn.Close() // nothing more is asked
	}
}

// sides reads both configurations: first what is on this machine, so that a mistake is told before anything is connected.
func (o *locationsOptions) sides(c *cobra.Command, words []string) ([]comparedSide, error) {
	options, err := o.options(c.Flags(), o.streams)
	if err != nil {
		return nil, err
	}
	all := make([]comparedSide, len(words))
	for i, word := range words {
		if all[i], err = readSide(word, options); err != nil {
			return all, &suite.Usage{Err: fmt.Errorf("--compare, %s configuration: %w", [2]string{"old", "new"}[i], err)}
		}
	}
	for i := range all {
		if err := o.askSide(c.Context(), &all[i], options); err != nil {
			return all, err
		}
	}
	return all, nil
}

// readSide finds what a word means: dump:FILE, conf:FILE, a target, or the path of a file with a dump or a configuration.
func readSide(word string, options suite.Options) (comparedSide, error) {
	s := comparedSide{word: word}
	var err error
	if file, ok := strings.CutPrefix(word, dumpScheme); ok {
		s.config, err = readDump(file)
		return s, err
	}
	if file, ok := strings.CutPrefix(word, confScheme); ok {
		s.config, err = conf.ReadFile(file, "")
		return s, err
	}
	target, unresolved := oneTarget(options, []string{word})
	_, missing := os.Stat(word)
	switch {
	case inventory.IsAddress(word) || missing != nil && unresolved == nil:
		s.target = &target
		return s, unresolved
	case missing == nil && unresolved == nil:
		return s, fmt.Errorf("%s is a target and a file here: write %s%s for the file, or the target's address", word, dumpScheme, word)
	case missing != nil:
		return s, fmt.Errorf("%s is no file here and no target: %w", word, unresolved)
	}
	if s.config, err = readDump(word); err == nil || isDump(word) {
		return s, err
	}
	s.config, err = conf.ReadFile(word, "")
	return s, err
}

func readDump(file string) (*conf.Config, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	c, err := conf.ReadDump(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return c, nil
}

// isDump says whether a file is what nginx -T wrote.
func isDump(file string) bool {
	text, err := os.ReadFile(file)
	return err == nil && slices.ContainsFunc(strings.Split(string(text), "\n"), func(l string) bool { return strings.HasPrefix(l, "# configuration file /") })
}

// askSide takes the configuration from a target, and makes its model.
func (o *locationsOptions) askSide(ctx context.Context, s *comparedSide, options suite.Options) (err error) {
	if s.target != nil {
		var text string
		if s.conn, text, err = askNGINX(ctx, *s.target, options, o.streams.err); err != nil {
			return o.untold(err)
		}
		s.config, err = conf.ReadDump(text)
	}
	if err == nil {
		noteConfig(s.config, o.streams.err)
		s.model, err = nginx.New(s.config)
	}
	if err != nil {
		return &suite.Usage{Err: fmt.Errorf("%s: %w", s.word, err)}
	}
	return nil
}

// learn asks the target for the files that the requests hang on; without a target nothing is known of files.
func (s comparedSide) learn(ctx context.Context, requests []nginx.Request) (ondisk.Files, error) {
	if s.conn == nil || len(requests) == 0 {
		return ondisk.Files{}, nil
	}
	return ondisk.Learn(ctx, s.conn, s.model, requests)
}

// moved reads --new-port: by which port requests come in to the new configuration. Whether that is TLS its listen says;
// where it is not, what stands before it ended it.
func (o *locationsOptions) moved(m *nginx.Model) (func(nginx.Request) nginx.Request, error) {
	if len(o.ports) == 0 {
		return nil, nil
	}
	to := map[string]nginx.Listen{}
	for _, text := range o.ports {
		was, is, ok := strings.Cut(text, "=")
		if !ok || was == "" || is == "" {
			return nil, fmt.Errorf("--new-port %s: it is OLD=NEW, such as 443=8080", text)
		}
		found := false
		for _, s := range m.Servers {
			for _, l := range s.Listens {
				if l.Port == is {
					to[was], found = l, true
				}
			}
		}
		if !found {
			return nil, fmt.Errorf("--new-port %s: the new configuration listens on no port %s", text, is)
		}
	}
	return func(q nginx.Request) nginx.Request { return movedTo(q, to) }, nil
}

func movedTo(q nginx.Request, to map[string]nginx.Listen) nginx.Request {
	port := map[string]string{"https": "443"}[q.Scheme]
	if port == "" {
		port = "80"
	}
	if i := strings.LastIndex(q.Local, ":"); i >= 0 {
		port = q.Local[i+1:]
	}
	if l, ok := to[port]; ok {
		q.Local, q.Scheme = ":"+l.Port, map[bool]string{true: "https", false: "http"}[l.TLS]
	}
	return q
}
