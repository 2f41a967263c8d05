package fact

import (
	"fmt"
	"strings"
)

// Limits of what is read of files. Over one the column, or the pattern, is unknown.
const (
	// MaxContent is the size in bytes of the largest file whose content is collected.
	MaxContent = 1 << 20
	// MaxMatches is how many paths one pattern may match.
	MaxMatches = 10000
)

// File is what is at a path, or at all paths of a pattern.
type File struct {
	// Entries has one for a path; for a pattern one of each match, in the order of their paths.
	Entries []FileEntry `json:"entries"`
}

// FileEntry is one file, of any type. A symbolic link is told as itself, not as what it leads
// to, but for SHA256 and Content, which are of the regular file that it leads to.
type FileEntry struct {
	Path string `json:"path"`
	// Type is file, directory, symlink, socket, pipe, character-device or block-device.
	Type string `json:"type"`
	// Mode holds the permission bits, with setuid, setgid and sticky: at most 07777.
	Mode uint32 `json:"mode"`
	UID  uint32 `json:"uid"`
	GID  uint32 `json:"gid"`
	// Owner and Group are names; the number as text where the host certainly has no name for it.
	Owner Value[string] `json:"owner"`
	Group Value[string] `json:"group"`
	// Size is in bytes, MTime in seconds since 1970 (UTC).
	Size  int64 `json:"size"`
	MTime int64 `json:"mtime"`
	// Link is the text of a symbolic link.
	Link Value[string] `json:"link,omitzero"`
	// SHA256 (64 hexadecimal digits) and Content are collected when asked for (Want "sha256", "content").
	SHA256  Value[string] `json:"sha256,omitzero"`
	Content Value[string] `json:"content,omitzero"`
}

// Files are asked by absolute path, or by a pattern: * and ? are any text and any one
// character of a name, […] one of a set, and ** as a whole name any number of folders; at the end of a
// pattern, all that is beneath. They match names that begin with a dot too, as Go's path.Match
// does: a check of "everything in there" must not pass over .env. ** does not go
// through symbolic links to folders, so there are no loops. A backslash before one of *?[]\ takes its meaning away.
//
// Absent is only what the host calls "No such file or directory" or "Not a directory"; a pattern with
// a folder that may not be read is unknown as a whole. All paths are asked of one stat.
var Files = Register(&Table[File]{
	Name:  "file",
	Tools: []string{"stat", "readlink", "ls", "getent", "timeout", "sha256sum", "head", "od", "tr"},
	Examples: []Ask{
		{Table: "file", Key: "/etc/passwd"}, {Table: "file", Key: "/etc/passwd", Want: "sha256"}, {Table: "file", Key: "/etc/passwd", Want: "content"},
		{Table: "file", Key: "/var/www/app/current"}, {Table: "file", Key: "/var/www/app/shared/**"},
		{Table: "file", Key: "/no/such/file"}, {Table: "file", Key: "/root/.profile"},
	},
	Check:    checkFile,
	Shell:    fileShell,
	Parse:    parseFiles,
	Evidence: fileEvidence,
})

func checkFile(a Ask) error {
	if !strings.HasPrefix(a.Key, "/") {
		return fmt.Errorf("ask for file %q: want an absolute path", a.Key)
	}
	switch a.Want {
	case "", "sha256", "content":
	default:
		return fmt.Errorf("ask for file %q: there is no column %q", a.Key, a.Want)
	}
	if _, err := parsePattern(a.Key); err != nil {
		return fmt.Errorf("ask for file %q: %w", a.Key, err)
	}
	return nil
}

func fileEvidence(a Ask) string {
	p, err := parsePattern(a.Key)
	if err != nil {
		return ""
	}
	if p.glob {
		return "find " + Quote(orRoot(p.folder)) + " -ls"
	}
	switch a.Want {
	case "sha256":
		return "sha256sum " + Quote(p.folder)
	case "content":
		return "cat " + Quote(p.folder)
	}
	return "stat " + Quote(p.folder)
}

// IsPattern tells whether a file's key is a pattern.
func IsPattern(key string) bool { return wild(key) }
