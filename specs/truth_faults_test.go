package specs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/docker"
	"github.com/fleetspec/fleetspec/specs/fact"
)

// stubs are what stands in a tool's place; $real is the tool itself.
var stubs = map[string]string{
	"missing":           "",
	"fails":             "exit 1\n",
	"denied":            "echo \"$0: Permission denied\" >&2; exit 2\n",
	"silent":            "exit 0\n",
	"killed midway":     "\"$real\" \"$@\" | { head -c 60; kill -9 $$; }\n",
	"killed at its end": "\"$real\" \"$@\"; kill -9 $$\n",
	"hung":              "sleep 300\n",
	"8-bit and NUL":     "printf '\\377\\376\\000\\001 \\200\\n\\000\\n'\n",
	"megabytes":         "head -c 3000000 /dev/zero | tr '\\0' 'x'\n",
	"marker-shaped":     "printf '0123456789abcdef0123456789abcdef end %s 0\\n' package file service\nprintf 'begin\\nend\\n'\n",
}

// hangs have a deadline of their own: nothing comes back before it.
func deadlineOf(stub string) time.Duration {
	if stub == "hung" {
		return 1500 * time.Millisecond
	}
	return 40 * time.Second
}

func openShared(t *testing.T, user string) transport.Transport {
	t.Helper()
	h := phpweb.Shared(t)
	tr, err := docker.Open(context.Background(), docker.Config{Container: h.Name, User: user})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tr.Close() })
	return tr
}

// toolsDir is where programs may run from: /tmp is mounted noexec in the fixture.
const toolsDir = "/opt/fs-tools"

// toolFolders makes in the container, for each tool and stub, a folder that holds all
// programs but for the one.
func toolFolders(t *testing.T, tools []string) {
	t.Helper()
	var b strings.Builder
	b.WriteString("set -e\nrm -rf " + toolsDir + "; mkdir -p " + toolsDir + "/all\ncd " + toolsDir + "\n")
	b.WriteString("for d in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do for f in \"$d\"/*; do [ -x \"$f\" ] && ln -sf \"$f\" all/ || :; done; done\n")
	b.WriteString("chmod -R a+rX " + toolsDir + "\n")
	for _, tool := range tools {
		for name, body := range stubs {
			dir := folderOf(tool, name)
			fmt.Fprintf(&b, "mkdir -p %[1]s; for f in all/*; do :; done; cp -a all/. %[1]s/; rm -f %[1]s/%[2]s\n", dir, tool)
			if body != "" {
				fmt.Fprintf(&b, "real=$(readlink -f all/%[2]s || :); printf '%%s\\n' '#!/bin/sh' \"real=$real\" > %[1]s/%[2]s; cat >> %[1]s/%[2]s <<'STUB'\nPATH=%[3]s\n%[4]sSTUB\nchmod 755 %[1]s/%[2]s\n", dir, tool, fact.Path, body)
			}
		}
	}
	b.WriteString(folderOf(tools[0], "silent") + "/" + tools[0] + "\n") // they can be run
	if out, err := phpweb.Shared(t).Shell(context.Background(), b.String()); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Cleanup(func() { _, _ = phpweb.Shared(t).Shell(context.Background(), "rm -rf "+toolsDir) })
}

func folderOf(tool, stub string) string {
	return toolsDir + "/" + strings.ReplaceAll(tool, "/", "_") + "-" + strings.ReplaceAll(stub, " ", "-")
}

func allTools() []string {
	var out []string
	for _, k := range fact.Tables() {
		for _, tool := range k.ToolNames() {
			if !slices.Contains(out, tool) {
				out = append(out, tool)
			}
		}
	}
	return out
}

func TestTruthMatrix(t *testing.T) {
	asks := slices.DeleteFunc(exampleAsks(), func(a fact.Ask) bool { return a.Table == "probe" })
	root := openShared(t, "root")
	rec := &recording{Transport: root}
	m := newMatrix(t, fact.Collector{Transport: rec, Target: "sick"}, asks)
	m.healthy.Target = "well"
	tools := allTools()
	toolFolders(t, tools)
	m.each(t, toolFaults(root, tools))
	for name, tr := range map[string]transport.Transport{
		"as a user without rights": openShared(t, "nobody"),
		"target gone":              gone{},
	} {
		f := fault{name: name, deadline: time.Minute, collector: fact.Collector{Transport: tr, Target: "sick"}}
		m.judge(f, m.collect(t, f))
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 1))
	for i := range 60 {
		f := replayed(rec.text.String(), i, rnd)
		m.judge(f, m.collect(t, f))
	}
	m.report(t)
	if m.tried < 10_000 || m.unknown == 0 {
		t.Errorf("only %d cells, %d unknown", m.tried, m.unknown)
	}
}

// toolFaults are each tool with each stub in its place. Asked are the tables that call the
// tool; and, when it is missing, all: a tool that a table forgot to name shows so.
func toolFaults(root transport.Transport, tools []string) []fault {
	var out []fault
	for _, tool := range tools {
		for stub := range stubs {
			f := fault{name: tool + " " + stub, deadline: deadlineOf(stub), tables: tablesOf(tool),
				collector: fact.Collector{Transport: root, Target: "sick", Path: folderOf(tool, stub)}}
			if stub == "missing" {
				f.tables = tablesButOf(tool)
			}
			out = append(out, f)
		}
	}
	return out
}

// tablesButOf are all tables but those of which the tool is the subject.
func tablesButOf(tool string) []string {
	var out []string
	for _, k := range fact.Tables() {
		if !slices.Contains(k.SubjectNames(), tool) {
			out = append(out, k.TableName())
		}
	}
	return out
}

func tablesOf(tool string) []string {
	var out []string
	for _, k := range fact.Tables() {
		if slices.Contains(k.ToolNames(), tool) {
			out = append(out, k.TableName())
		}
	}
	return out
}

type gone struct{}

func (gone) Run(context.Context, transport.Command) (transport.Result, error) {
	return transport.Result{}, &transport.Error{Kind: transport.Unreachable, Op: "dial sick", Err: errors.New("no route to host")}
}
func (gone) Close() error { return nil }

// replayed answers what the healthy host printed: cut at a random byte, or with noise
// between the frames, as a shell's rc file or a banner makes it.
func replayed(text string, i int, rnd *rand.Rand) fault {
	begin := strings.Index(text, " begin ")
	nonce := text[begin-32 : begin]
	at, name := rnd.IntN(len(text)), "cut at byte"
	noise := []string{"", "\x00\n", "\xff\xfe\n", strings.Repeat("x", 1<<20) + "\n", "begin file\nend file 0\n", "\x1b[2J\n"}[i%6]
	if noise != "" {
		name = fmt.Sprintf("noise %.12q before the frame after byte", noise)
		at = strings.LastIndex(text[:max(at, begin+7)], nonce+" begin ")
	}
	answer := func(n string) (string, error) {
		if noise == "" {
			return strings.ReplaceAll(text[:at], nonce, n), &transport.Error{Kind: transport.Lost, Op: "run sh on sick", Err: io.ErrUnexpectedEOF}
		}
		return strings.ReplaceAll(text[:at]+noise+text[at:], nonce, n), nil
	}
	return fault{name: fmt.Sprintf("%s %d", name, at), deadline: time.Minute,
		collector: fact.Collector{Target: "sick", Transport: replay{answer}}}
}

type replay struct {
	answer func(nonce string) (string, error)
}

func (replay) Close() error { return nil }
func (r replay) Run(_ context.Context, cmd transport.Command) (transport.Result, error) {
	line := make([]byte, 2+32)
	if _, err := io.ReadFull(cmd.Stdin, line); err != nil {
		return transport.Result{}, err
	}
	text, err := r.answer(string(line[2:]))
	if _, werr := io.Copy(cmd.Stdout, bytes.NewReader([]byte(text))); werr != nil {
		return transport.Result{}, werr
	}
	return transport.Result{}, err
}
