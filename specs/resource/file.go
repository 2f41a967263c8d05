package resource

import (
	"fmt"
	"time"

	"github.com/fleetspec/fleetspec/specs/fact"
)

// File is what is at a path, or at all paths of a pattern; see fact.Files for patterns, and for
// how a symbolic link is seen. Of a pattern, matchers judge every match; its
// accessors but Exists and Matches are an error.
type File struct {
	base
	// part is the path of one match of a pattern; empty for the path or the pattern itself.
	part string
}

var _ = register(Kind{Word: "file", Table: "file",
	New: func(src Source, name string) (Resource, error) { return NewFile(src, name) }})

// NewFile declares one by its absolute path, or all of a pattern: /var/www/app/shared/**.
func NewFile(src Source, path string) (File, error) {
	ask := fact.Ask{Table: fact.Files.Name, Key: path}
	return File{base{src, "file", "File", path, []fact.Ask{ask}}, ""}, fact.CheckKey(ask)
}

// With also asks for columns that cost extra: "sha256", "content". SHA256 and Content ask for
// their own when they are read, in one more round trip.
func (f File) With(columns ...string) File {
	f.base = f.base.with(columns)
	return f
}

// Wanting is With for one column, of any resource that has such.
func (f File) Wanting(column string) Resource { return f.With(column) }

// Exists tells whether there is anything at the path, a broken link too; of a pattern,
// whether it matches anything.
func (f File) Exists() (bool, error) {
	return look(f.base, fact.Files, "exists", func(row fact.File, found bool) (bool, error) {
		_, there := f.find(row)
		return found && (there || f.pattern()), nil
	})
}

// Matches gives what a pattern matches, in the order of the paths; of a path, itself.
// None is an *Absent error.
func (f File) Matches() ([]File, error) {
	return look(f.base, fact.Files, "matches", func(row fact.File, found bool) ([]File, error) {
		if !found {
			return nil, f.absent()
		}
		if !f.pattern() {
			return []File{f}, nil
		}
		var out []File
		for _, e := range row.Entries {
			m := f
			m.part, m.name = e.Path, e.Path
			out = append(out, m)
		}
		return out, nil
	})
}

// Parts is Matches for matchers that judge every match; many is false for a path, which
// is judged itself.
func (f File) Parts() (parts []any, many bool, err error) {
	if !f.pattern() {
		return nil, false, nil
	}
	all, err := f.Matches()
	for _, m := range all {
		parts = append(parts, m)
	}
	return parts, true, err
}

// Type is file, directory, symlink, socket, pipe, character-device or block-device.
func (f File) Type() (string, error) {
	return column(f, "type", func(e fact.FileEntry) (string, error) { return e.Type, nil })
}

// Mode is the permission bits in four octal digits: "0644", "2755".
func (f File) Mode() (string, error) {
	return column(f, "mode", func(e fact.FileEntry) (string, error) { return fmt.Sprintf("%04o", e.Mode), nil })
}

// Owner is the owner's name; the number as text where there is no name for it.
func (f File) Owner() (string, error) {
	return column(f, "owner", func(e fact.FileEntry) (string, error) { return e.Owner.Get() })
}

// Group is the group's name, or its number as text.
func (f File) Group() (string, error) {
	return column(f, "group", func(e fact.FileEntry) (string, error) { return e.Group.Get() })
}

// UID is the owner's number.
func (f File) UID() (int, error) {
	return column(f, "uid", func(e fact.FileEntry) (int, error) { return int(e.UID), nil })
}

// GID is the group's number.
func (f File) GID() (int, error) {
	return column(f, "gid", func(e fact.FileEntry) (int, error) { return int(e.GID), nil })
}

// Size is in bytes.
func (f File) Size() (int64, error) {
	return column(f, "size", func(e fact.FileEntry) (int64, error) { return e.Size, nil })
}

// MTime is when its content last changed, in whole seconds, UTC.
func (f File) MTime() (time.Time, error) {
	return column(f, "mtime", func(e fact.FileEntry) (time.Time, error) { return time.Unix(e.MTime, 0).UTC(), nil })
}

// Link is the text of a symbolic link; of anything else an *Absent error.
func (f File) Link() (string, error) {
	return column(f, "link", func(e fact.FileEntry) (string, error) {
		if e.Type != "symlink" {
			return "", &Absent{What: f.String() + " is a " + e.Type + ": a link's target"}
		}
		return e.Link.Get()
	})
}

// SHA256 is that of a regular file, or of the one that a link leads to, in 64 hexadecimal digits.
func (f File) SHA256() (string, error) {
	return column(f.With("sha256"), "sha256", func(e fact.FileEntry) (string, error) { return f.ofFile(e, e.SHA256) })
}

// Content is that of a regular file, or of the one that a link leads to, of at most
// fact.MaxContent bytes.
func (f File) Content() (string, error) {
	return column(f.With("content"), "content", func(e fact.FileEntry) (string, error) { return f.ofFile(e, e.Content) })
}

// ofFile gives a column that certain types certainly do not have.
func (f File) ofFile(e fact.FileEntry, v fact.Value[string]) (string, error) {
	if e.Type != "file" && e.Type != "symlink" {
		return "", &Absent{What: f.String() + " is a " + e.Type + ": the content of a file"}
	}
	return v.Get()
}

// Fresh collects it anew, for Eventually(f.Fresh).
func (f File) Fresh() (File, error) { return f, f.refresh() }

func (f File) pattern() bool { return f.part == "" && fact.IsPattern(f.name) }

// find gives the entry that f means; of a pattern there is none.
func (f File) find(row fact.File) (e fact.FileEntry, ok bool) {
	if f.part == "" && !f.pattern() && len(row.Entries) == 1 {
		return row.Entries[0], true
	}
	for _, e := range row.Entries {
		if f.part != "" && e.Path == f.part {
			return e, true
		}
	}
	return e, false
}

// column reads a column of one file.
func column[T any](f File, what string, pick func(fact.FileEntry) (T, error)) (T, error) {
	return look(f.base, fact.Files, what, func(row fact.File, found bool) (T, error) {
		var zero T
		e, ok := f.find(row)
		switch {
		case !found:
			return zero, f.absent()
		case f.pattern():
			return zero, fmt.Errorf("read %s of %s: a pattern has no %s; range over Matches, or use a matcher", what, f, what)
		case !ok:
			return zero, f.absent()
		}
		return pick(e)
	})
}
