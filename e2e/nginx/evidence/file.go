package evidence

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/e2e/nginx"
	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// A stamp is what NGINX makes a file's ETag of (ngx_http_set_etag): its time in seconds, and its size in bytes.
type stamp struct{ modified, size int64 }

// stampOf reads the ETag of a whole file. What else the answer says of the file must agree.
func stampOf(a Answered) (stamp, bool) {
	tag := strings.Trim(strings.TrimPrefix(a.Header.Get("ETag"), "W/"), `"`)
	left, right, ok := strings.Cut(tag, "-")
	modified, err := strconv.ParseInt(left, 16, 64)
	size, err2 := strconv.ParseInt(right, 16, 64)
	if !ok || err != nil || err2 != nil || a.Status != http.StatusOK || size == 0 {
		return stamp{}, false
	}
	last, err := http.ParseTime(a.Header.Get("Last-Modified"))
	if err != nil || last.Unix() != modified {
		return stamp{}, false
	}
	if len(a.Header["Content-Encoding"]) == 0 && a.Method != http.MethodHead && int64(a.Size) != size {
		return stamp{}, false
	}
	return stamp{modified, size}, true
}

// A root is a folder that the configuration sends files of, and what stands before their paths in a URI.
type root struct{ folder, prefix string }

type roots []root

// rootsOf are the root and alias directives without variables.
func rootsOf(m *nginx.Model) (all roots) {
	add := func(folder, prefix string) {
		r := root{folder, prefix}
		if strings.HasPrefix(folder, "/") && !strings.Contains(folder, "$") && !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	m.Config.Main.Walk(func(d *conf.Directive) {
		if d.Name == "root" && len(d.Args) == 1 {
			add(strings.TrimSuffix(d.Args[0].Text, "/")+"/", "/")
		}
	})
	for _, s := range m.Servers {
		s.Each(func(l *nginx.Location) {
			for _, args := range l.Directives("alias") {
				if len(args) == 1 && !l.IsRegex() && l.Modifier != "@" {
					add(args[0], l.Pattern)
				}
			}
		})
	}
	return all
}

// A place is a file and a URI that could stand for it.
type place struct{ file, uri string }

// uris are the URIs that could stand for files.
func (all roots) uris(files []string) (out []place) {
	for _, file := range files {
		for _, r := range all {
			if rest, ok := strings.CutPrefix(file, r.folder); ok {
				out = append(out, place{file, r.prefix + rest})
			}
		}
	}
	return out
}

// script tells of the files below the folders of its input that have one of the sizes of its arguments: time, size and
// path, a line each. A file system that is mounted below is left out. A folder that is not there has none, if whoever asks
// could see it.
const script = `sizes=
for s in "$@"; do sizes="$sizes -o -size ${s}c"; done
while IFS= read -r d; do
	if [ ! -d "$d" ]; then
		p=${d%/}
		while [ -n "$p" ] && [ ! -e "$p" ]; do p=${p%/*}; done
		[ -x "${p:-/}" ] || exit 1
		continue
	fi
	find -L "$d" -xdev -type f \( -name '' $sizes \) -exec stat -L -c '%Y %s %n' {} + 2>/dev/null || exit 1
done
echo end`

// findTime bounds the looking for files.
const findTime = 30 * time.Second

// find looks for files with the stamps. Where it can't be told to the end there are none: one that is not seen could be
// the one that was sent.
func find(ctx context.Context, t transport.Transport, all roots, wanted map[int]stamp) map[stamp][]string {
	ctx, cancel := context.WithTimeout(ctx, findTime)
	defer cancel()
	argv := []string{"sh", "-c", script, "sh"}
	for _, s := range wanted {
		if size := fmt.Sprint(s.size); !slices.Contains(argv[4:], size) {
			argv = append(argv, size)
		}
	}
	var folders []string
	for _, r := range all {
		if folder := path.Clean(r.folder) + "/"; !slices.Contains(folders, folder) && !strings.ContainsAny(folder, "\n\x00") {
			folders = append(folders, folder)
		}
	}
	got, err := t.Run(ctx, transport.Command{Argv: argv, Stdin: strings.NewReader(strings.Join(folders, "\n") + "\n")})
	lines := strings.Split(strings.TrimSuffix(string(got.Stdout), "\n"), "\n")
	if err != nil || got.ExitCode != 0 || lines[len(lines)-1] != "end" {
		return nil
	}
	found := map[stamp][]string{}
	for _, line := range lines[:len(lines)-1] {
		var s stamp
		modified, rest, _ := strings.Cut(line, " ")
		size, file, _ := strings.Cut(rest, " ")
		s.modified, _ = strconv.ParseInt(modified, 10, 64)
		s.size, _ = strconv.ParseInt(size, 10, 64)
		if !slices.Contains(found[s], file) {
			found[s] = append(found[s], file)
		}
	}
	return found
}

// accelerated is the way by which the application hands the request over for one of the files. Where several lead to
// different locations there is none.
func accelerated(m *nginx.Model, known nginx.Oracle, q nginx.Request, places []place) []nginx.Way {
	var found []nginx.Way
	for _, p := range places {
		ways, err := m.Ways(q, handing{known, p})
		if err != nil || len(ways) != 1 || ways[0].Why != "" || ways[0].File != p.file {
			continue
		}
		if len(found) > 0 && found[0].Final != ways[0].Final {
			return nil
		}
		found = ways
	}
	return found
}

// handing is an oracle that also knows what an application answered, and the file that was sent.
type handing struct {
	nginx.Oracle
	place
}

func (h handing) File(p string) (nginx.Kind, bool) {
	if p == h.file {
		return nginx.File, true
	}
	return h.Oracle.File(p)
}

func (h handing) Upstream(nginx.Passed) (nginx.Answer, bool) {
	return nginx.Answer{Status: http.StatusOK, Accel: h.uri}, true
}
