package fact

import (
	"encoding/json"
	"fmt"
	"sort"
)

// Table is one kind of fact; R is its row. Define it once, as a package
// variable, through Register.
type Table[R any] struct {
	// Name is what specs and snapshots call it: "package".
	Name string
	// Whole: one ask brings every row of the host, so that a key which is not
	// among the rows is absent. Otherwise only asked keys have rows, and
	// Parse must give one (present, absent or unknown) for each.
	Whole bool
	// Lane names a pipeline of its own for a slow table; lanes run side by side.
	Lane string
	// Tools are the programs, other than the shell's own words, that Shell calls.
	// The truth matrix takes each of them away, one after the other.
	Tools []string
	// Subjects are those of Tools that are the thing itself ("php" of PHP's command line): where
	// one is missing the table may say absent.
	Subjects []string
	// Examples are asks for things that exist on the fixture host, and for some that do
	// not, for the truth matrix. Their Table is this one.
	Examples []Ask
	// Check refuses a key that can't be asked for ("a unit name has no glob"); nil
	// refuses none. It is called when the ask is declared.
	Check func(a Ask) error
	// Shell writes POSIX sh that prints the answer to standard output. It runs in a
	// subshell of its own with `set -f`, PATH and LC_ALL=C set and standard input empty. It must quote
	// all keys with Quote, write nothing on the target, and end with status 0; any other
	// status makes the whole table unknown.
	Shell func(asks []Ask) string
	// Parse reads the answer. An error makes the whole table unknown: return one
	// for anything that Shell would not have printed.
	Parse func(asks []Ask, out []byte) (Rows[R], error)
	// Evidence is the command by which a person sees the fact on the host.
	Evidence func(a Ask) string
}

// Row is what a table knows of one key.
type Row[R any] struct {
	// Is holds the row when the host has it.
	Is *R `json:"is,omitempty"`
	// Unknown says why the host could not tell. Without Is and Unknown the host
	// said that the key is not there.
	Unknown string `json:"unknown,omitempty"`
}

// Rows are a table's rows by key.
type Rows[R any] map[string]Row[R]

// Has notes a row that is there.
func (r Rows[R]) Has(key string, row R) { r[key] = Row[R]{Is: &row} }

// Lacks notes that the host said: not there.
func (r Rows[R]) Lacks(key string) { r[key] = Row[R]{} }

// Cannot notes that, and why, the host could not tell.
func (r Rows[R]) Cannot(key, why string) { r[key] = Row[R]{Unknown: why} }

// answer is what one table of a snapshot holds.
type answer[R any] struct {
	Asked   []Ask   `json:"asked"`
	Unknown string  `json:"unknown,omitempty"`
	Rows    Rows[R] `json:"rows,omitempty"`
}

// Kind is a Table without its row type, for collecting and for the truth matrix.
type Kind interface {
	TableName() string
	IsWhole() bool
	LaneName() string
	ToolNames() []string
	SubjectNames() []string
	ExampleAsks() []Ask
	CheckAsk(a Ask) error
	EvidenceOf(a Ask) string
	shell(asks []Ask) string
	parse(asks []Ask, out []byte) any
	unknown(asks []Ask, why string) any
	merge(old, now any) any
	decode(b json.RawMessage) (any, error)
}

var registry = map[string]Kind{}

// Register makes the table known to collecting, snapshots and the truth
// matrix. Two tables of one name are a programming error.
func Register[R any](t *Table[R]) *Table[R] {
	if _, dup := registry[t.Name]; dup {
		panic("register table " + t.Name + ": twice")
	}
	registry[t.Name] = t
	return t
}

// Tables gives all registered tables by name.
func Tables() []Kind {
	var out []Kind
	for _, k := range registry {
		out = append(out, k)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].TableName() < out[j].TableName() })
	return out
}

// Of gives the registered table of that name.
func Of(name string) (Kind, bool) {
	k, ok := registry[name]
	return k, ok
}

func (t *Table[R]) TableName() string   { return t.Name }
func (t *Table[R]) IsWhole() bool       { return t.Whole }
func (t *Table[R]) LaneName() string    { return t.Lane }
func (t *Table[R]) ToolNames() []string { return t.Tools }

func (t *Table[R]) SubjectNames() []string { return t.Subjects }

func (t *Table[R]) ExampleAsks() []Ask {
	out := append([]Ask{}, t.Examples...)
	for i := range out {
		out[i].Table = t.Name
	}
	return out
}

func (t *Table[R]) CheckAsk(a Ask) error {
	if t.Check == nil {
		return nil
	}
	return t.Check(a)
}

func (t *Table[R]) EvidenceOf(a Ask) string {
	if t.Evidence == nil {
		return ""
	}
	return t.Evidence(a)
}

func (t *Table[R]) shell(asks []Ask) string { return t.Shell(asks) }

func (t *Table[R]) parse(asks []Ask, out []byte) (result any) {
	defer func() {
		if p := recover(); p != nil { // hostile output must not take the run down
			result = t.unknown(asks, fmt.Sprintf("its answer could not be read: %v", p))
		}
	}()
	rows, err := t.Parse(asks, out)
	if err != nil {
		return t.unknown(asks, err.Error())
	}
	return &answer[R]{Asked: asks, Rows: rows}
}

func (t *Table[R]) unknown(asks []Ask, why string) any {
	return &answer[R]{Asked: asks, Unknown: why}
}

// merge lays a later answer over an earlier one. A whole table's later answer
// replaces it; of the others each key's row does.
func (t *Table[R]) merge(old, now any) any {
	o, isOld := old.(*answer[R])
	n := now.(*answer[R])
	if !isOld || t.Whole {
		return n
	}
	merged := &answer[R]{Rows: Rows[R]{}}
	again := map[string]bool{}
	for _, a := range n.Asked {
		again[a.Key] = true
	}
	merged.Asked = append(merged.Asked, n.Asked...)
	for _, part := range []*answer[R]{o, n} {
		for _, a := range part.Asked {
			if part == o && again[a.Key] {
				continue
			}
			if part == o {
				merged.Asked = append(merged.Asked, a)
			}
			row, ok := part.Rows[a.Key]
			if part.Unknown != "" {
				row = Row[R]{Unknown: part.Unknown}
			} else if !ok {
				row = Row[R]{Unknown: noRow}
			}
			merged.Rows[a.Key] = row
		}
	}
	return merged
}

const noRow = "the host's answer holds no line for it"

func (t *Table[R]) decode(b json.RawMessage) (any, error) {
	var a answer[R]
	if err := strictJSON(b, &a); err != nil {
		return nil, fmt.Errorf("read table %s: %w", t.Name, err)
	}
	for key, row := range a.Rows {
		if row.Is != nil && row.Unknown != "" {
			return nil, fmt.Errorf("read table %s: row %.80q both is and is unknown", t.Name, key)
		}
	}
	return &a, nil
}

// Look finds one row in a snapshot: the row, whether the host has it, or an
// *Unknown when the snapshot can't tell.
func (t *Table[R]) Look(s *Snapshot, key string) (row R, found bool, err error) {
	ask := Ask{Table: t.Name, Key: key}
	all, err := t.All(s, ask)
	if err != nil {
		return row, false, err
	}
	r, there := all[key]
	switch {
	case there && r.Unknown != "":
		return row, false, &Unknown{Ask: ask, Why: r.Unknown}
	case there && r.Is != nil:
		return *r.Is, true, nil
	case there || t.Whole:
		return row, false, nil
	}
	return row, false, &Unknown{Ask: ask, Why: noRow}
}

// All gives a table's rows, for a whole table all that the host has. The ask says
// for what; one that the snapshot was not asked is an *Unknown.
func (t *Table[R]) All(s *Snapshot, ask Ask) (Rows[R], error) {
	a, ok := s.answers[t.Name].(*answer[R])
	if !ok {
		return nil, &Unknown{Ask: ask, Why: s.notCollected()}
	}
	if a.Unknown != "" {
		return nil, &Unknown{Ask: ask, Why: a.Unknown}
	}
	if !t.Whole && !wasAsked(a.Asked, ask.Key) {
		return nil, &Unknown{Ask: ask, Why: s.notCollected()}
	}
	return a.Rows, nil
}

func wasAsked(asks []Ask, key string) bool {
	for _, a := range asks {
		if a.Key == key {
			return true
		}
	}
	return false
}
