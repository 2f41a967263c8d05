package sshconfig

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// system is where the system's own file stands, and what it includes.
const system = "/etc/ssh"

// maxDepth bounds files that include files.
const maxDepth = 16

// reader reads ssh_config for one host. The first value of a keyword wins.
type reader struct {
	q       Query
	home    string
	v       values
	ignore  string // patterns of IgnoreUnknown
	ignored bool
}

// place is where the reader is.
type place struct {
	file   string
	line   int
	depth  int
	user   bool // a user's file: relative includes are under ~/.ssh
	active bool // the Host or Match above matches
	never  bool // included from a place that does not
}

func (p *place) errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", p.file, p.line, fmt.Errorf(format, args...))
}

// read is our own reader: it gives what `ssh -G` would print for the keywords
// that matter here.
func read(q Query) (values, error) {
	me, err := account()
	if err != nil {
		return nil, err
	}
	r := &reader{q: q, home: me.HomeDir, v: values{}}
	if q.User != "" {
		r.v["user"] = []string{q.User}
	}
	if q.Port != 0 {
		r.v["port"] = []string{fmt.Sprint(q.Port)}
	}
	if err := r.all(); err != nil {
		return nil, err
	}
	return r.v, r.defaults(me.Username)
}

// all reads the files in their order.
func (r *reader) all() error {
	if strings.EqualFold(r.q.File, "none") {
		return nil
	}
	if r.q.File != "" {
		return r.file(place{file: r.q.File, user: true, active: true})
	}
	own := place{file: filepath.Join(r.home, ".ssh", "config"), user: true, active: true}
	err := checkOwner(own.file)
	if err == nil {
		err = r.file(own)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err = r.file(place{file: filepath.Join(system, "ssh_config"), active: true})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// file reads one file.
func (r *reader) file(p place) error {
	if p.depth > maxDepth {
		return fmt.Errorf("%s: too many files include each other", p.file)
	}
	content, err := os.ReadFile(p.file)
	if err != nil {
		return err
	}
	if bytes.IndexByte(content, 0) >= 0 {
		return fmt.Errorf("%s: it holds a NUL byte", p.file)
	}
	for line := range strings.Lines(string(content)) {
		p.line++
		if err := r.line(&p, strings.TrimRight(strings.TrimSuffix(line, "\n"), " \t\r\f")); err != nil {
			return err
		}
	}
	return nil
}

// line takes one line.
func (r *reader) line(p *place, line string) error {
	name, rest := keyword(line)
	if name == "" || name[0] == '#' {
		return nil
	}
	name = strings.ToLower(name)
	if rest == "" {
		return p.errorf("%s has no value", name)
	}
	k := kindOf(name)
	if s, ok := synonyms[name]; ok {
		name = s
	}
	if k == unknown {
		if r.ignored && matchList(name, r.ignore) {
			return nil
		}
		return p.errorf("%s is no keyword of ssh_config that fleetspec knows without the ssh command (install it)", name)
	}
	args, err := words(rest)
	if err != nil {
		return p.errorf("%s: %w", name, err)
	}
	return r.set(p, k, name, rest, args)
}

// include reads what an Include names.
func (r *reader) include(p *place, patterns []string) error {
	if len(patterns) == 0 {
		return p.errorf("include names no file")
	}
	for _, pattern := range patterns {
		full, err := r.includePath(p, pattern)
		if err != nil {
			return err
		}
		found, err := filepath.Glob(full)
		if err != nil {
			return p.errorf("include %s: %w", pattern, err)
		}
		for _, f := range found {
			if err := r.included(p, f); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reader) included(p *place, f string) error {
	if info, err := os.Stat(f); err != nil || info.IsDir() {
		return p.errorf("include %s: it is not a file that can be read", f)
	}
	if err := checkOwner(f); err != nil {
		return err
	}
	return r.file(place{file: f, depth: p.depth + 1, user: p.user, active: p.active, never: p.never || !p.active})
}

func (r *reader) includePath(p *place, pattern string) (string, error) {
	if strings.ContainsAny(pattern, `[\{`) {
		return "", p.errorf("%w", &Uncovered{Where: fmt.Sprintf("%s:%d", p.file, p.line), Keyword: "include", Value: pattern})
	}
	switch {
	case pattern == "":
		return "", p.errorf("include names no file")
	case pattern[0] == '~':
		if !p.user || pattern != "~" && !strings.HasPrefix(pattern, "~/") {
			return "", p.errorf("include %s: a ~ can't stand there", pattern)
		}
		return filepath.Join(r.home, pattern[1:]), nil
	case filepath.IsAbs(pattern):
		return pattern, nil
	case p.user:
		return filepath.Join(r.home, ".ssh", pattern), nil
	}
	return filepath.Join(system, pattern), nil
}
