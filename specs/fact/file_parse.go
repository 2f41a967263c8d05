package fact

import (
	"errors"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// fileRecords reads the records that fileWords prints.
type fileRecords struct {
	fields
	// seen has what is known of each path; nil for one that is not there.
	seen map[string]*FileEntry
	// lost says of a path why it could not be told.
	lost map[string]string
	// found are the paths that each pattern came upon, blind what it could not look into, and why.
	found  map[int][]string
	blind  map[int][][]string
	glob   int // that is being read; -1 is none
	users  nameAnswer
	groups nameAnswer
}

func parseFiles(asks []Ask, out []byte) (Rows[File], error) {
	r := &fileRecords{fields: fields{out}, seen: map[string]*FileEntry{}, lost: map[string]string{},
		found: map[int][]string{}, blind: map[int][][]string{}, glob: -1}
	for {
		word, err := r.next()
		if err != nil {
			return nil, err
		}
		if word == "end" && r.glob < 0 && r.done() {
			return r.rows(asks), nil
		}
		if err := r.record(word); err != nil {
			return nil, err
		}
	}
}

// counted reads a number, and as many fields and more after them.
func (r *fileRecords) counted(more int) (paths, after []string, err error) {
	text, err := r.next()
	if err != nil {
		return nil, nil, err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > len(r.rest) {
		return nil, nil, errFields
	}
	if paths, err = r.take(n); err != nil {
		return nil, nil, err
	}
	after, err = r.take(more)
	return paths, after, err
}

// shapes are the records of a fixed number of fields.
var shapes = map[string]int{"no": 1, "cannot": 2, "sum": 2, "text": 2, "nosum": 2, "notext": 2, "glob": 1, "globend": 0, "blind": 2, "names": 4}

func (r *fileRecords) record(word string) error {
	switch word {
	case "some":
		return r.some()
	case "links":
		return r.links()
	case "sums":
		return r.sums()
	}
	n, known := shapes[word]
	if !known {
		return errFields
	}
	f, err := r.take(n)
	if err != nil {
		return err
	}
	return r.one(word, f)
}

func (r *fileRecords) one(word string, f []string) error {
	switch word {
	case "no":
		if r.glob < 0 { // one that a pattern came upon is gone again: no match
			r.seen[f[0]] = nil
		}
		return nil
	case "cannot":
		r.lost[f[0]] = hosttext.Visible(f[1])
		if r.glob >= 0 {
			r.found[r.glob] = append(r.found[r.glob], f[0])
		}
		return nil
	case "glob":
		i, err := strconv.Atoi(f[0])
		if _, twice := r.found[i]; err != nil || twice || r.glob >= 0 || i < 0 {
			return errFields
		}
		r.glob, r.found[i] = i, []string{}
		return nil
	case "globend":
		if r.glob < 0 {
			return errFields
		}
		r.glob = -1
		return nil
	case "blind":
		if r.glob < 0 {
			return errFields
		}
		r.blind[r.glob] = append(r.blind[r.glob], f)
		return nil
	case "names":
		return r.names(f)
	}
	return r.column(word, f)
}

func (r *fileRecords) names(f []string) error {
	switch f[0] {
	case "passwd":
		r.users = readNames(f[1], f[2], f[3])
	case "group":
		r.groups = readNames(f[1], f[2], f[3])
	default:
		return errFields
	}
	return nil
}

func (r *fileRecords) some() error {
	paths, out, err := r.counted(1)
	if err != nil {
		return err
	}
	lines := strings.Split(out[0], "\n")
	for i, path := range paths {
		if r.glob >= 0 {
			r.found[r.glob] = append(r.found[r.glob], path)
		}
		e := &FileEntry{Path: path}
		if len(lines) != len(paths) || !e.stat(lines[i]) {
			r.lost[path] = "stat gave another answer than was asked for"
		}
		if before := r.seen[path]; before != nil {
			e.SHA256, e.Content = before.SHA256, before.Content
		}
		r.seen[path] = e
	}
	return nil
}

var statLine = regexp.MustCompile(`^([0-9a-f]{4}) ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,19}) (-?[0-9]{1,19})$`)

var fileTypes = map[uint64]string{0x1: "pipe", 0x2: "character-device", 0x4: "directory", 0x6: "block-device",
	0x8: "file", 0xa: "symlink", 0xc: "socket"}

func (e *FileEntry) stat(line string) bool {
	f := statLine.FindStringSubmatch(line)
	if f == nil {
		return false
	}
	mode, _ := strconv.ParseUint(f[1], 16, 32)
	uid, err1 := strconv.ParseUint(f[2], 10, 32)
	gid, err2 := strconv.ParseUint(f[3], 10, 32)
	size, err3 := strconv.ParseInt(f[4], 10, 64)
	mtime, err4 := strconv.ParseInt(f[5], 10, 64)
	e.Type, e.Mode, e.UID, e.GID, e.Size, e.MTime = fileTypes[mode>>12], uint32(mode&0o7777), uint32(uid), uint32(gid), size, mtime
	return e.Type != "" && errors.Join(err1, err2, err3, err4) == nil
}

// rows makes the row of each key.
func (r *fileRecords) rows(asks []Ask) Rows[File] {
	rows := Rows[File]{}
	for i, key := range keys(asks) {
		p, err := parsePattern(key)
		switch {
		case err != nil:
			rows.Cannot(key, err.Error())
		case p.glob:
			r.matches(rows, i, key, p)
		default:
			r.plain(rows, key, p.folder)
		}
	}
	return rows
}

func (r *fileRecords) plain(rows Rows[File], key, path string) {
	e, ok := r.seen[path]
	switch {
	case r.lost[path] != "":
		rows.Cannot(key, r.lost[path])
	case !ok:
		rows.Cannot(key, noRow)
	case e == nil:
		rows.Lacks(key)
	default:
		rows.Has(key, File{Entries: []FileEntry{r.named(e)}})
	}
}

func (r *fileRecords) matches(rows Rows[File], i int, key string, p pattern) {
	found, ok := r.found[i]
	if !ok {
		rows.Cannot(key, noRow)
		return
	}
	for _, b := range r.blind[i] {
		// The shell goes more ways than the pattern: what is on none of its own is no matter.
		if b[0] == "" || b[0] == "/" || p.leadsBy(b[0]) {
			rows.Cannot(key, "of its matches: "+strings.TrimPrefix(hosttext.Visible(b[0])+": ", ": ")+hosttext.Visible(b[1]))
			return
		}
	}
	var f File
	sort.Strings(found)
	for at, path := range found {
		if at > 0 && found[at-1] == path || !p.matches(path) {
			continue
		}
		if why := r.lost[path]; why != "" {
			rows.Cannot(key, hosttext.Visible(path)+": "+why)
			return
		}
		if e := r.seen[path]; e != nil {
			f.Entries = append(f.Entries, r.named(e))
		}
	}
	if f.Entries == nil {
		rows.Lacks(key)
		return
	}
	rows.Has(key, f)
}

// named gives the entry with the names of its owner and group.
func (r *fileRecords) named(e *FileEntry) FileEntry {
	n := *e
	n.Owner = r.users.name(strconv.FormatUint(uint64(e.UID), 10))
	n.Group = r.groups.name(strconv.FormatUint(uint64(e.GID), 10))
	if n.Type == "symlink" {
		if _, err := n.Link.Get(); err != nil && n.Link == (Value[string]{}) {
			n.Link = Cannot[string]("it was not read")
		}
	}
	return n
}
