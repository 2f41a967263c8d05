package sshconfig

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// ask asks the ssh command. What it prints on standard output counts; on
// standard error may stand warnings. It runs what Match exec names, as ssh does.
func ask(ctx context.Context, ssh string, q Query) (values, error) {
	args := []string{"-G"}
	if q.File != "" {
		args = append(args, "-F", q.File)
	}
	if q.User != "" {
		args = append(args, "-l", q.User)
	}
	if q.Port != 0 {
		args = append(args, "-p", strconv.Itoa(q.Port))
	}
	cmd := exec.CommandContext(ctx, ssh, append(args, "--", q.Host)...)
	cmd.WaitDelay = 10 * time.Second // a busy machine takes its time to hand over what was printed
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		if words := strings.TrimSpace(stderr.String()); words != "" {
			err = errors.New(strings.Join(strings.Fields(words), " "))
		}
		return nil, fmt.Errorf("ssh -G %s: %w", q.Host, err)
	}
	v := parse(stdout.String())
	if v.last("hostname") == "" {
		return nil, fmt.Errorf("ssh -G %s: it names no hostname", q.Host)
	}
	return v, nil
}

// parse reads what `ssh -G` prints.
func parse(out string) values {
	v := values{}
	for line := range strings.Lines(out) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		key = strings.ToLower(key)
		if now, ok := renamed[key]; ok {
			key = now
		}
		v[key] = append(v[key], value)
	}
	return v
}
