package fact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"time"
)

// Snapshot holds all that was collected from one target. It is plain data: it
// can be saved, loaded and judged without the host.
type Snapshot struct {
	// Target and Address say of what it was collected.
	Target, Address string
	// At is when collecting began, by this machine's clock.
	At time.Time
	// Took is the time of collecting.
	Took time.Duration
	// Lost says why the target told nothing at all; else empty.
	Lost string
	// Notes are what the report must say of the way there ("host key accepted as new").
	Notes []string

	loaded  bool
	answers map[string]any // by table name: *answer[R]
}

// NewSnapshot is one that holds nothing yet.
func NewSnapshot(target, address string) *Snapshot {
	return &Snapshot{Target: target, Address: address, answers: map[string]any{}}
}

// LostSnapshot is one of a target that told nothing, and why.
func LostSnapshot(target, address, why string) *Snapshot {
	s := NewSnapshot(target, address)
	s.Lost = why
	return s
}

func (s *Snapshot) notCollected() string {
	switch {
	case s.Lost != "":
		return s.Lost
	case s.loaded:
		return "the saved snapshot does not hold it"
	}
	return "it was not collected"
}

// Asked gives the asks of a table that the snapshot holds an answer for.
func (s *Snapshot) Asked(table string) []Ask {
	if a, ok := s.answers[table].(interface{ asked() []Ask }); ok {
		return a.asked()
	}
	return nil
}

func (a *answer[R]) asked() []Ask { return a.Asked }

// Merge lays a later snapshot of the same target over s.
func (s *Snapshot) Merge(later *Snapshot) {
	for name, now := range later.answers {
		s.answers[name] = registry[name].merge(s.answers[name], now)
	}
	s.Lost = later.Lost
}

// FormatVersion is the version of the saved form. It grows by fields and tables; a
// reader refuses what it does not know.
const FormatVersion = 1

type snapshotJSON struct {
	Version int                        `json:"version"`
	Target  string                     `json:"target"`
	Address string                     `json:"address"`
	At      time.Time                  `json:"collected_at"`
	Seconds float64                    `json:"seconds"`
	Lost    string                     `json:"lost,omitempty"`
	Notes   []string                   `json:"notes,omitempty"`
	Tables  map[string]json.RawMessage `json:"tables"`
}

// MaxSnapshot is the size of the largest snapshot file that Load reads: 256 MiB.
const MaxSnapshot = 256 << 20

// Save writes the snapshot as indented JSON. Secrets were redacted where they
// were collected.
func (s *Snapshot) Save(w io.Writer) error {
	j := snapshotJSON{Version: FormatVersion, Target: s.Target, Address: s.Address, At: s.At.UTC(),
		Seconds: s.Took.Seconds(), Lost: s.Lost, Notes: s.Notes, Tables: map[string]json.RawMessage{}}
	for name, a := range s.answers {
		b, err := json.Marshal(a)
		if err != nil {
			return fmt.Errorf("save snapshot of %s: table %s: %w", s.Target, name, err)
		}
		j.Tables[name] = b
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(j)
}

// Load reads a saved snapshot. The file is taken for hostile: unknown fields,
// unknown tables, another version, or more than MaxSnapshot are errors.
func Load(r io.Reader) (*Snapshot, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxSnapshot+1))
	if err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	if len(b) > MaxSnapshot {
		return nil, fmt.Errorf("read snapshot: larger than %d MiB", MaxSnapshot>>20)
	}
	var head struct{ Version int }
	if err := json.Unmarshal(b, &head); err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	if head.Version != FormatVersion {
		return nil, fmt.Errorf("read snapshot: format version %d, this fleetspec reads %d", head.Version, FormatVersion)
	}
	var j snapshotJSON
	if err := strictJSON(b, &j); err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	s := NewSnapshot(j.Target, j.Address)
	s.At, s.Took, s.Lost, s.Notes, s.loaded = j.At, time.Duration(j.Seconds*float64(time.Second)), j.Lost, j.Notes, true
	for name, raw := range j.Tables {
		k, ok := registry[name]
		if !ok {
			return nil, fmt.Errorf("read snapshot: unknown table %.80q", name)
		}
		if s.answers[name], err = k.decode(raw); err != nil {
			return nil, fmt.Errorf("read snapshot: %w", err)
		}
	}
	return s, nil
}

// LoadFile reads a saved snapshot from a regular file.
func LoadFile(path string) (*Snapshot, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read snapshot %s: not a regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	defer func() { _ = f.Close() }()
	s, err := Load(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// strictJSON decodes all of b into v: unknown fields and trailing text are errors.
func strictJSON(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("text after the JSON value")
	}
	return nil
}

// TableNames gives the names of the tables that the snapshot holds, sorted.
func (s *Snapshot) TableNames() []string {
	var out []string
	for name := range s.answers {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}
