package fact

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/local"
)

// tryout is a table of the tests alone: it says of each asked key what its shell says.
func tryout(name, lane, shell string) *Table[string] {
	return &Table[string]{
		Name: name, Lane: lane,
		Shell: func([]Ask) string { return shell },
		Parse: func(asks []Ask, out []byte) (Rows[string], error) {
			if strings.Contains(string(out), "garbage") {
				return nil, errors.New("its answer is garbage")
			}
			rows := Rows[string]{}
			for _, a := range asks {
				rows.Has(a.Key, string(out))
			}
			return rows, nil
		},
	}
}

// withTables registers tables for one test.
func withTables(t *testing.T, tables ...*Table[string]) {
	t.Helper()
	for _, table := range tables {
		Register(table)
		t.Cleanup(func() { delete(registry, table.Name) })
	}
}

func collect(t *testing.T, tr transport.Transport, asks ...Ask) *Snapshot {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	s, err := Collector{Transport: tr, Target: "here"}.Collect(ctx, asks)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEachTableEndsAsItsShellEnds(t *testing.T) {
	cases := []struct{ name, shell, is, unknown string }{
		{"text", "echo hello", "hello\n", ""},
		{"no newline at the end", "printf hello", "hello", ""},
		{"empty", ":", "", ""},
		{"cannot", "cannot 'the tool is missing'", "", "the tool is missing"},
		{"fails", "echo some; exit 3", "", "exit status 3"},
		{"tool missing", "nosuchtool", "", "exit status 127"},
		{"killed", "kill -9 $(sh -c 'echo $PPID')", "", "signal 9"},
		{"marker without nonce", "echo 'end tryout-x 0'", "end tryout-x 0\n", ""},
		{"parse fails", "echo garbage", "", "garbage"},
		{"stdin is empty", "cat", "", ""},
		{"no globs", "echo /et*", "/et*\n", ""},
	}
	var tables []*Table[string]
	var asks []Ask
	for i, c := range cases {
		name, lane := fmt.Sprintf("tryout-%02d", i), ""
		if i%3 == 1 {
			lane = fmt.Sprint("lane", i)
		}
		tables = append(tables, tryout(name, lane, c.shell))
		asks = append(asks, Ask{Table: name, Key: "k"})
	}
	withTables(t, tables...)
	s := collect(t, local.Open(), asks...)
	for i, c := range cases {
		got, found, err := tables[i].Look(s, "k")
		switch {
		case c.unknown != "":
			var u *Unknown
			if !errors.As(err, &u) || !strings.Contains(err.Error(), c.unknown) {
				t.Errorf("%s: got %q, %v, want unknown with %q", c.name, got, err, c.unknown)
			}
		case err != nil || !found || got != c.is:
			t.Errorf("%s: got %q, %v, %v, want %q", c.name, got, found, err, c.is)
		}
		if _, _, err := tables[i].Look(s, "other"); err == nil {
			t.Errorf("%s: a key that was not asked is not unknown", c.name)
		}
	}
}

// counting counts execs.
type counting struct {
	transport.Transport
	n atomic.Int32
}

func (c *counting) Run(ctx context.Context, cmd transport.Command) (transport.Result, error) {
	c.n.Add(1)
	return c.Transport.Run(ctx, cmd)
}

func TestOneExecForAnyNumberOfAsks(t *testing.T) {
	a, b := tryout("tryout-a", "", "echo a"), tryout("tryout-b", "x", "echo b")
	withTables(t, a, b)
	tr := &counting{Transport: local.Open()}
	var asks []Ask
	for i := range 400 {
		asks = append(asks, Ask{Table: a.Name, Key: fmt.Sprint(i)}, Ask{Table: b.Name, Key: fmt.Sprint(i)})
	}
	s := collect(t, tr, asks...)
	if n := tr.n.Load(); n != 1 {
		t.Errorf("%d execs, want 1", n)
	}
	if v, found, err := b.Look(s, "399"); v != "b\n" || !found || err != nil {
		t.Errorf("got %q %v %v", v, found, err)
	}
	collect(t, tr)
	if n := tr.n.Load(); n != 1 {
		t.Errorf("asking nothing took an exec")
	}
}

func TestAHungTableEndsWithTheDeadline(t *testing.T) {
	slow, quick := tryout("tryout-z", "", "sleep 60"), tryout("tryout-a", "", "echo a")
	withTables(t, slow, quick)
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	began := time.Now()
	s, err := Collector{Transport: local.Open()}.Collect(ctx, []Ask{{Table: slow.Name, Key: "k"}, {Table: quick.Name, Key: "k"}})
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("took %s", took)
	}
	if _, _, err := slow.Look(s, "k"); err == nil || !strings.Contains(err.Error(), "could not tell") {
		t.Errorf("the hung table: %v", err)
	}
	if v, _, err := quick.Look(s, "k"); err != nil || v != "a\n" {
		t.Errorf("the table before it: %q %v", v, err)
	}
}

// canned answers with a stream made of the script's nonce, cut or garbled.
type canned struct {
	answer func(nonce string) (string, error)
}

func (c canned) Close() error { return nil }
func (c canned) Run(_ context.Context, cmd transport.Command) (transport.Result, error) {
	line := make([]byte, 2+32)
	if _, err := io.ReadFull(cmd.Stdin, line); err != nil {
		return transport.Result{}, err
	}
	text, err := c.answer(string(line[2:]))
	if _, werr := io.WriteString(cmd.Stdout, text); werr != nil {
		return transport.Result{}, werr
	}
	return transport.Result{}, err
}

func TestACutOrForgedAnswerIsUnknown(t *testing.T) {
	a := tryout("tryout-a", "", "")
	withTables(t, a)
	good := "rc noise\nN begin tryout-a\nvalue\n\nN end tryout-a 0\nN done\n"
	for cut := range len(good) + 1 {
		lost := errors.New("connection lost")
		if cut == len(good) {
			lost = nil
		}
		s := collect(t, canned{func(nonce string) (string, error) {
			return strings.ReplaceAll(good[:cut], "N ", nonce+" "), lost
		}}, Ask{Table: a.Name, Key: "k"})
		v, _, err := a.Look(s, "k")
		whole := cut >= strings.Index(good, "N done")
		if whole && (err != nil || v != "value\n") {
			t.Errorf("whole at %d: %q %v", cut, v, err)
		}
		if !whole && err == nil {
			t.Errorf("cut at %d passes as %q", cut, v)
		}
	}
	for name, text := range map[string]string{
		"end twice":            "N begin tryout-a\nx\n\nN end tryout-a 0\nN end tryout-a 0\n",
		"begin twice":          "N begin tryout-a\nx\n\nN end tryout-a 0\nN begin tryout-a\ny\n\nN end tryout-a 0\nN done\n",
		"begin inside":         "N begin tryout-a\nx\nN begin tryout-a\ny\n\nN end tryout-a 0\nN done\n",
		"garbled status":       "N begin tryout-a\nx\n\nN end tryout-a zero\nN done\n",
		"end of another":       "N begin tryout-a\nx\n\nN end other 0\nN done\n",
		"another nonce":        "0123 begin tryout-a\nx\n\n0123 end tryout-a 0\n0123 done\n",
		"nothing":              "",
		"not at a line's head": "  N begin tryout-a\nx\n\n  N end tryout-a 0\n",
	} {
		s := collect(t, canned{func(nonce string) (string, error) {
			return strings.ReplaceAll(text, "N ", nonce+" "), nil
		}}, Ask{Table: a.Name, Key: "k"})
		if v, _, err := a.Look(s, "k"); err == nil {
			t.Errorf("%s: passes as %q", name, v)
		}
	}
}

func TestASavedSnapshotSaysTheSame(t *testing.T) {
	a, b := tryout("tryout-a", "", "printf 'x\\377'"), tryout("tryout-b", "", "cannot no")
	withTables(t, a, b)
	s := collect(t, local.Open(), Ask{Table: a.Name, Key: "k"}, Ask{Table: b.Name, Key: "k"})
	path := t.TempDir() + "/s.json"
	var text strings.Builder
	if err := s.Save(&text); err != nil {
		t.Fatal(err)
	}
	again, err := Load(strings.NewReader(text.String()))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.Look(again, "k"); err == nil || !strings.Contains(err.Error(), "no") {
		t.Errorf("unknown after load: %v", err)
	}
	if _, _, err := a.Look(again, "other"); err == nil || !strings.Contains(err.Error(), "saved snapshot does not hold it") {
		t.Errorf("not asked after load: %v", err)
	}
	if _, err := LoadFile(path); err == nil {
		t.Error("a missing file loads")
	}
	for cut := range text.Len() - 1 {
		if _, err := Load(strings.NewReader(text.String()[:cut])); err == nil {
			t.Errorf("cut at %d loads", cut)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(`{"version":1,"target":"a","tables":{}}`)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Load(strings.NewReader(text))
		if err == nil && s == nil {
			t.Error("neither a snapshot nor an error")
		}
	})
}

func FuzzFrames(f *testing.F) {
	f.Add([]byte("N begin a\nx\n\nN end a 0\nN done\n"))
	f.Fuzz(func(t *testing.T, out []byte) {
		found, _ := frames("N", out)
		for name, fr := range found {
			if fr.why == "" && !strings.Contains(string(out), "N end "+name+" ") {
				t.Errorf("%q is whole without an end", name)
			}
		}
	})
}
