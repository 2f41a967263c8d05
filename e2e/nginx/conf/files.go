package conf

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// ReadFile reads a configuration from this machine's disk. prefix is what relative includes begin with, as nginx's own
// prefix does; "" is the folder of the main file.
func ReadFile(main, prefix string) (*Config, error) { return Options{}.ReadFile(main, prefix) }

// ReadFile is as the function of that name.
func (o Options) ReadFile(main, prefix string) (*Config, error) {
	if prefix == "" {
		prefix = filepath.Dir(main)
	}
	return o.run(main, disk{prefix})
}

// ReadText reads a configuration that is one text. Includes have no files then, but a pattern may match none.
func ReadText(name, text string) (*Config, error) { return Options{}.ReadText(name, text) }

// ReadText is as the function of that name.
func (o Options) ReadText(name, text string) (*Config, error) {
	return o.ReadTexts(name, map[string]string{name: text})
}

// ReadTexts reads a configuration of several files, by their paths. Relative includes begin at the folder of main.
func ReadTexts(main string, files map[string]string) (*Config, error) {
	return Options{}.ReadTexts(main, files)
}

// ReadTexts is as the function of that name.
func (o Options) ReadTexts(main string, files map[string]string) (*Config, error) {
	return o.run(main, texts{files: files})
}

// full is the path NGINX opens for an include: relative to the folder of the main file.
func (r *reader) full(name string) string {
	if len(r.open) == 0 {
		return name
	}
	if d, ok := r.source.(interface{ full(string) string }); ok {
		return d.full(name)
	}
	return join(path.Dir(r.open[0]), name)
}

// join puts a relative path below a folder, byte by byte as NGINX does: nothing is cleaned.
func join(folder, name string) string {
	if strings.HasPrefix(name, "/") || folder == "." {
		return name
	}
	return strings.TrimSuffix(folder, "/") + "/" + name
}

// disk is this machine's.
type disk struct{ prefix string }

func (d disk) full(name string) string { return join(d.prefix, name) }

func (d disk) read(path string) (string, error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		err = errors.New("it is a directory")
	}
	if err != nil {
		return "", cause(err)
	}
	text, err := os.ReadFile(path)
	return string(text), cause(err)
}

func (d disk) glob(pattern string) ([]string, error) { return expand(pattern), nil }

// cause is an error without the path, which the message names before.
func cause(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

// texts are files in memory.
type texts struct {
	files map[string]string
}

func (t texts) read(name string) (string, error) {
	text, ok := t.files[name]
	if !ok {
		text, ok = t.files[path.Clean(name)]
	}
	if !ok {
		return "", errors.New("no such file")
	}
	return text, nil
}

func (t texts) glob(pattern string) ([]string, error) {
	var found []string
	for name := range t.files {
		if matches(pattern, name) {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found, nil
}
