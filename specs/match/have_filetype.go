package match

var _ = register(Verb{Name: "HaveFiletype", Key: "filetype", Examples: func() []*Matcher {
	return []*Matcher{HaveFiletype("file"), HaveFiletype("symlink")}
}})

// HaveFiletype compares what a path is: file, directory, symlink, socket, pipe,
// character-device or block-device. A link is a link, wherever it leads. want is a string or a Gomega matcher on one.
func HaveFiletype(want any) *Matcher {
	m := value("HaveFiletype", "type", want, func(r interface{ Type() (string, error) }) (string, error) { return r.Type() })
	if word, ok := want.(string); ok && !filetypes[word] {
		return misuse(m, "there is no file type %q: want file, directory, symlink, socket, pipe, character-device or block-device", word)
	}
	return each(m, nil)
}

var filetypes = map[string]bool{"file": true, "directory": true, "symlink": true, "socket": true, "pipe": true,
	"character-device": true, "block-device": true}

// BeFile holds for a regular file.
func BeFile() *Matcher { return renamed(HaveFiletype("file"), "BeFile", "be a file") }

// BeDirectory holds for a folder itself, not for a link to one.
func BeDirectory() *Matcher {
	return renamed(HaveFiletype("directory"), "BeDirectory", "be a directory")
}

// BeSymlink holds for a symbolic link, wherever it leads.
func BeSymlink() *Matcher { return renamed(HaveFiletype("symlink"), "BeSymlink", "be a symbolic link") }

// BeSocket holds for the file of a Unix socket.
func BeSocket() *Matcher { return renamed(HaveFiletype("socket"), "BeSocket", "be a socket") }

func renamed(m *Matcher, verb, words string) *Matcher {
	m.verb, m.words = verb, words
	return m
}
