package fact

import (
	"fmt"
	"path"
	"strings"
)

// extensions are those of the running php-fpm: named by its own -m, held against the ini files and
// the libraries that it has in memory, with versions from a command line of the same PHP.
func (r *phpRunning) extensions() (map[string]PHPExtension, string) {
	if why := r.loadDoubt(); why != "" {
		return nil, why
	}
	names, said := phpModules(r.mods)
	switch trouble := phpTrouble(append(said, r.info.said...)); {
	case trouble != "":
		return nil, "PHP could not start as it is configured: " + trouble
	case len(names) == 0:
		return nil, "php-fpm -m names no extension"
	}
	memory := r.memory()
	if why := r.contradiction(memory); why != "" {
		return nil, why
	}
	versions, why := r.versions()
	all := map[string]PHPExtension{}
	for _, name := range names {
		key := strings.ToLower(name)
		e := PHPExtension{Name: name, Version: Cannot[string](why)}
		if v, ok := versions[key]; ok && why == "" {
			e.Version = v.Version
		} else if why == "" {
			e.Version = Cannot[string]("the command line of PHP does not load it")
		}
		if stale := memory[phpLibrary(key)]; stale != "" {
			e.Version = Cannot[string](stale)
		}
		all[key] = e
	}
	return all, ""
}

func (r *phpRunning) loadDoubt() string {
	if why := r.stale(); why != "" {
		return why
	}
	if why := r.ini.doubts(); why != "" {
		return why
	}
	if r.modsStatus != "0" {
		return fmt.Sprintf("php-fpm -m failed (exit status %s)", r.modsStatus)
	}
	sections, err := r.files.sections(rawPath(r.conf))
	if err != nil {
		return "the pools, which may load extensions of their own, can't be told: " + err.Error()
	}
	for _, s := range sections {
		for _, l := range s.lines {
			if m := phpPoolKey.FindStringSubmatch(l.key); m != nil && strings.HasSuffix(m[2], "extension") && m[1] != "env" {
				return fmt.Sprintf("pool %s loads an extension of its own (%s:%d)", s.name, l.file, l.n)
			}
		}
	}
	return ""
}

// memory are the libraries that php-fpm has loaded, by base name, and why the file on disk is not that; else empty.
func (r *phpRunning) memory() map[string]string {
	all := map[string]string{}
	for _, m := range r.maps {
		file, deleted := strings.CutSuffix(m, " (deleted)")
		why := ""
		if deleted || r.disk.replaced(file) {
			why = "php-fpm was not restarted since " + file + " was replaced"
		}
		if all[path.Base(file)] == "" {
			all[path.Base(file)] = why
		}
	}
	return all
}

// contradiction says where ini files and memory differ; else empty.
func (r *phpRunning) contradiction(memory map[string]string) string {
	wanted := map[string]bool{}
	for _, e := range r.ini.extensions {
		lib := path.Base(e)
		if !strings.HasSuffix(lib, ".so") {
			lib += ".so"
		}
		wanted[lib] = true
		if _, loaded := memory[lib]; !loaded {
			return fmt.Sprintf("the ini files load %s, and the running php-fpm has not", lib)
		}
	}
	dirs := map[string]bool{}
	for _, m := range r.maps {
		if file := strings.TrimSuffix(m, " (deleted)"); wanted[path.Base(file)] {
			dirs[path.Dir(file)] = true
		}
	}
	for _, m := range r.maps {
		file := strings.TrimSuffix(m, " (deleted)")
		if dirs[path.Dir(file)] && !wanted[path.Base(file)] && !systemLibrary(file) {
			return fmt.Sprintf("the running php-fpm has loaded %s, which no ini file names", file)
		}
	}
	return ""
}

// systemLibrary tells libraries that stand beside extensions given by their whole path.
func systemLibrary(file string) bool { return strings.HasPrefix(path.Base(file), "lib") }

// versions are those that the command line told, if it is the same PHP; else why not.
func (r *phpRunning) versions() (map[string]PHPExtension, string) {
	own, _ := r.version().Get()
	switch {
	case r.cli == nil && !r.noCLI:
		return nil, "it was not asked for"
	case r.cli == nil:
		return nil, "there is no command line of PHP " + own + " to ask for it"
	case r.cli.missing != "" || r.cliStatus != "0" || !r.cli.ended:
		return nil, "the command line of PHP did not answer" + phpFirst(r.cli.said)
	case r.cli.version != own:
		return nil, fmt.Sprintf("the command line is PHP %s, and php-fpm is %s", r.cli.version, own)
	}
	if trouble := phpTrouble(r.cli.said); trouble != "" {
		return nil, "the command line of PHP could not start as php-fpm is configured: " + trouble
	}
	return r.cli.extensions, ""
}

// phpModules are the names of -m, and what was said before them.
func phpModules(lines []string) (names, said []string) {
	in := false
	for _, l := range lines {
		switch {
		case strings.HasPrefix(l, "[") && strings.HasSuffix(l, "Modules]"):
			in = true
		case !in:
			said = append(said, l)
		case strings.TrimSpace(l) != "":
			names = append(names, l)
		}
	}
	return names, said
}

// phpLibrary is the library of an extension.
func phpLibrary(extension string) string {
	if extension == "zend opcache" {
		extension = "opcache"
	}
	return extension + ".so"
}
