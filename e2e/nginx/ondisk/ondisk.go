// Package ondisk asks a target what the paths are that the ways of requests hang on.
package ondisk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// Files is what is known of paths; it is an [nginx.Oracle] that knows no upstream.
type Files map[string]nginx.Kind

// File tells what a path is, if it was asked.
func (f Files) File(path string) (nginx.Kind, bool) {
	kind, known := f[path]
	return kind, known
}

// Upstream knows nothing.
func (Files) Upstream(nginx.Passed) (nginx.Answer, bool) { return nginx.Answer{}, false }

// script says of each line of its input whether it is a directory, another file, nothing, or can't be told. NGINX's
// workers are another user than who asks: what is told is what everybody may see, so of a file that not everybody may
// read, and of all in a folder that not everybody may search, nothing is.
const script = `set -f
IFS='
'
mode() { m=$(LC_ALL=C ls -ldL -- "$1" 2>/dev/null); }
folder() {
	a='' d='' r=${1#/}
	set -- /
	while [ -n "$r" ]; do
		d=$d/${r%%/*}
		case $r in */*) r=${r#*/};; *) r='';; esac
		[ -d "$d" ] || { a=n; break; }
		set -- "$@" "$d/"
	done
	all=$(LC_ALL=C ls -ldL -- "$@" 2>/dev/null)
	n=0
	for m in $all; do
		case $m in d????????[xt]*) n=$((n+1));; *) a=u;; esac
	done
	[ "$n" = $# ] || a=u
}
last=none
while IFS= read -r p; do
	f=${p%/*}
	[ "$f" = "$last" ] || { folder "$f"; last=$f told=$a; }
	a=$told
	if [ -n "$a" ]; then :
	elif [ -e "$p" ]; then
		mode "$p"
		case $m in d*) a=d;; ???????r*) a=f;; *) a=u;; esac
	elif [ -L "$p" ]; then a=u
	else a=n
	fi
	echo "$a"
done
echo end`

// rounds bounds how often a target is asked: an answer can lead to a path nobody asked for before.
const rounds = 10

// Learn asks the target for all paths that the requests hang on, in one go, and again for those that the answers led
// to. What can't be told stays unknown. An error is the connection's, or says that the answer was cut.
func Learn(ctx context.Context, t transport.Transport, m *nginx.Model, requests []nginx.Request) (Files, error) {
	known := Files{}
	asked := map[string]bool{}
	for range rounds {
		var paths []string
		for _, q := range requests {
			ways, _ := m.Ways(q, known) // where it can't be followed, what it asked counts
			for _, w := range ways {
				for _, p := range w.Asked {
					if !asked[p] && !strings.ContainsAny(p, "\n\x00") && strings.HasPrefix(p, "/") {
						asked[p] = true
						paths = append(paths, p)
					}
				}
			}
		}
		if len(paths) == 0 {
			return known, nil
		}
		slices.Sort(paths) // a folder is looked at once
		if err := known.ask(ctx, t, paths); err != nil {
			return known, err
		}
	}
	return known, nil
}

func (f Files) ask(ctx context.Context, t transport.Transport, paths []string) error {
	got, err := t.Run(ctx, transport.Command{Argv: []string{"sh", "-c", script}, Stdin: strings.NewReader(strings.Join(paths, "\n") + "\n")})
	if err != nil {
		return fmt.Errorf("ask for files: %w", err)
	}
	lines := strings.Split(strings.TrimSuffix(string(got.Stdout), "\n"), "\n")
	if got.ExitCode != 0 || len(lines) != len(paths)+1 || lines[len(paths)] != "end" {
		return fmt.Errorf("ask for files: %d of %d answers came, exit status %d: %s", len(lines)-1, len(paths), got.ExitCode, strings.TrimSpace(string(got.Stderr)))
	}
	for i, p := range paths {
		switch lines[i] {
		case "d":
			f[p] = nginx.Directory
		case "f":
			f[p] = nginx.File
		case "n":
			f[p] = nginx.None
		}
	}
	return nil
}
