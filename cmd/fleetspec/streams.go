package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// streams are what a command reads and writes.
type streams struct {
	out, err io.Writer
	// terminal tells whether a person sees err.
	terminal bool
	// width is the terminal's, in columns; 0 when there is none.
	width int
	// prompt asks a person for a secret; nil when nobody is there.
	prompt func(ctx context.Context, question string) (string, error)
}

func standard() streams {
	s := streams{out: os.Stdout, err: os.Stderr}
	s.terminal = term.IsTerminal(int(os.Stderr.Fd())) && os.Getenv("TERM") != "dumb"
	if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		s.width = w
	}
	if s.terminal && term.IsTerminal(int(os.Stdin.Fd())) {
		s.prompt = ask
	}
	return s
}

// colour tells whether standard output shows colours.
func (s streams) colour() bool {
	f, ok := s.out.(*os.File)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd()))
}

// ask reads a secret from the terminal without showing it.
func ask(ctx context.Context, question string) (string, error) {
	fd := int(os.Stdin.Fd())
	state, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("ask for %s: %w", question, err)
	}
	fmt.Fprintf(os.Stderr, "%s: ", question)
	type reply struct {
		text []byte
		err  error
	}
	got := make(chan reply, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		got <- reply{text, err}
	}()
	defer fmt.Fprintln(os.Stderr)
	select {
	case r := <-got:
		return string(r.text), r.err
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), term.Restore(fd, state))
	}
}
