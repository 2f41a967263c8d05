package e2e

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/runner/connect"
	"github.com/fleetspec/fleetspec/runner/inventory"
	"github.com/fleetspec/fleetspec/runner/suite"
	"github.com/fleetspec/fleetspec/runner/transport"
)

// logs are the error logs of NGINX and PHP-FPM on a target that serves an endpoint. Where they end is noted before the
// first request, and what they gained since is read when a check failed. They only explain: no outcome hangs on
// them, and what can't be read of them is said in their place.
type logs struct {
	target  inventory.Target
	options connect.Options

	conn  transport.Transport
	began time.Time
	files []logFile
	own   []string      // who writes to its standard error
	notes []string      // what keeps some from being read
	ahead time.Duration // the target's clock, as it writes the time, less ours in UTC
	err   error

	read   sync.Once
	gained []logLine
}

// logFile is where a log ended.
type logFile struct {
	path, inode string
	size        int64
}

const (
	logTime  = 10 * time.Second // bounds each question
	logBytes = 256 << 10        // of one file
	logLines = 20               // shown of one failure
)

func newLogs(conf inventory.Endpoint, o suite.Options) ([]*logs, error) {
	if len(conf.Targets) == 0 {
		return nil, nil
	}
	found, err := o.Inventory.Resolve(conf.Targets)
	if err != nil {
		return nil, fmt.Errorf("endpoint %s: target: %w", conf.Name, err)
	}
	options := connect.Options{SSHConfig: o.SSHConfig}
	if o.Prompt != nil {
		options.Prompt = connect.Once(o.Prompt)
	}
	var out []*logs
	for _, t := range found {
		out = append(out, &logs{target: t, options: options})
	}
	return out, nil
}

// logMarks prints where the logs end that the masters of NGINX and PHP-FPM hold open, and those that pools name, which their
// workers open:
//
//	clock DATE TIME           as the logs write it
//	log INODE SIZE PATH (- 0 of one that is not there yet) | shut PATH (may not be read)
//	hidden NAME (its open files may not be seen) | stderr NAME (a log of it is its standard error)
//	end
const logMarks = `
LC_ALL=C; export LC_ALL
seen='|'
mark() {
	case $seen in *"|$1|"*) return 0 ;; esac
	seen="$seen$1|"
	if [ ! -e "$1" ]; then printf 'log - 0 %s\n' "$1"; return 0; fi
	[ -f "$1" ] || return 0
	if [ -r "$1" ] && is=$(stat -L -c '%i %s' "$1"); then printf 'log %s %s\n' "$is" "$1"; else printf 'shut %s\n' "$1"; fi
}
printf 'clock %s\n' "$(date '+%Y/%m/%d %H:%M:%S')"
for p in /proc/[0-9]*; do
	title=''
	{ IFS= read -r title <"$p/cmdline"; } 2>/dev/null
	case $title in 'nginx: master process'* | 'php-fpm: master process'*) ;; *) continue ;; esac
	[ ! -e "$p/ns/mnt" ] || [ "$p/ns/mnt" -ef /proc/self/ns/mnt ] || continue
	name=${title%%:*}
	ls "$p/fd" >/dev/null 2>&1 || { printf 'hidden %s\n' "$name"; continue; }
	error=$(readlink "$p/fd/2")
	for f in "$p"/fd/*; do
		to=$(readlink "$f") || continue
		case ${f##*/}:$to in
		*access* | [0-2]:*) ;;
		*":$error") case $error in /dev/null | /[!d]*) ;; *) printf 'stderr %s\n' "$name" ;; esac ;;
		esac
		case $to in
		*access* | /dev/* | /proc/* | *' (deleted)') ;;
		/*) mark "$to" ;;
		esac
	done
done
named=$(for f in /etc/php/*/fpm/*.conf /etc/php/*/fpm/pool.d/*.conf /etc/php/*/fpm/php.ini /etc/php-fpm.conf /etc/php-fpm.d/*.conf /etc/php.ini \
	/usr/local/etc/php-fpm.conf /usr/local/etc/php-fpm.d/*.conf /usr/local/etc/php/php.ini; do [ ! -r "$f" ] || cat "$f"; done |
	awk '
	/^[ \t]*\[[^]]*\]/ { pool = $0; sub(/^[ \t]*\[/, "", pool); sub(/\].*/, "", pool) }
	/^[ \t]*(php_(admin_)?value\[error_log\]|error_log)[ \t]*=/ { sub(/^[^=]*=[ \t]*"?/, ""); sub(/"?[ \t]*$/, "")
		while (i = index($0, "$pool")) $0 = substr($0, 1, i-1) pool substr($0, i+5)
		print }')
set -f
IFS='
'
for l in $named; do case $l in /*) mark "$l" ;; esac; done
echo end
`

// mark notes where the logs end.
func (l *logs) mark(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, logTime)
	defer cancel()
	if l.conn, _, l.err = connect.Open(ctx, l.target, l.options); l.err != nil {
		return
	}
	l.began = time.Now()
	r, err := l.conn.Run(ctx, transport.Command{Argv: []string{"sh", "-c", logMarks}, Limit: logBytes})
	if err != nil {
		l.err = err
		return
	}
	l.err = l.marked(string(r.Stdout))
}

func (l *logs) marked(text string) error {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if lines[len(lines)-1] != "end" {
		return errors.New("their list was cut off")
	}
	for _, line := range lines {
		tag, rest, _ := strings.Cut(line, " ")
		switch tag {
		case "clock":
			there, err := time.Parse(nginxTime, rest)
			if err != nil {
				return fmt.Errorf("its clock reads %q", rest)
			}
			l.ahead = there.Sub(l.began.UTC())
		case "log":
			inode, rest, _ := strings.Cut(rest, " ")
			size, path, _ := strings.Cut(rest, " ")
			n, err := strconv.ParseInt(size, 10, 64)
			if err != nil {
				return fmt.Errorf("the size of %s reads %q", path, size)
			}
			l.files = append(l.files, logFile{path, inode, n})
		case "shut":
			l.notes = append(l.notes, rest+" may not be read")
		case "hidden":
			l.notes = append(l.notes, "the open files of "+rest+" may not be seen (become: root)")
		case "stderr":
			l.own = append(l.own, rest)
		}
	}
	if len(l.files)+len(l.notes)+len(l.own) == 0 {
		return errors.New("neither NGINX nor PHP-FPM runs there")
	}
	return nil
}

// logSince prints a file from a byte on, or the whole of one that is new or took another's place.
const logSince = `LC_ALL=C; export LC_ALL; [ -e "$1" ] || exit 0; at=$3; [ "$(stat -L -c %i "$1")" = "$2" ] || at=1; tail -c "+$at" -- "$1"`

// fetch reads what the logs gained, once.
func (l *logs) fetch() {
	ctx, cancel := context.WithTimeout(context.Background(), logTime)
	defer cancel()
	for _, f := range l.files {
		r, err := l.conn.Run(ctx, transport.Command{Argv: []string{"sh", "-c", logSince, "sh", f.path, f.inode, strconv.FormatInt(f.size+1, 10)}, Limit: logBytes})
		switch {
		case err != nil:
			l.notes = append(l.notes, fmt.Sprintf("%s: %v", f.path, err))
		case r.ExitCode != 0:
			l.notes = append(l.notes, fmt.Sprintf("%s: %s", f.path, strings.TrimSpace(string(r.Stderr))))
		default:
			l.gained = append(l.gained, linesOf(f.path, string(r.Stdout))...)
		}
	}
	if len(l.own) > 0 {
		l.fetchOwn(ctx)
	}
}

// fetchOwn reads the log that the target's engine keeps.
func (l *logs) fetchOwn(ctx context.Context) {
	who := strings.Join(l.own, " and ") + ": the standard error"
	from, ok := l.conn.(transport.Logger)
	if !ok {
		l.notes = append(l.notes, who+" is not read here: see the log of what started it")
		return
	}
	text, err := from.Log(ctx, l.began.Add(-slack), logBytes)
	if err != nil {
		l.notes = append(l.notes, who+": "+err.Error())
	}
	l.gained = append(l.gained, linesOf("standard output and error", string(text))...)
}

// lines are what the logs gained while an exchange went on, as far as they tell.
func (l *logs) lines(x *httpcheck.Exchange) string {
	if l.err == nil {
		l.read.Do(l.fetch)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "error logs of %s:", l.target.Name)
	if l.err != nil {
		return b.String() + " could not be read: " + l.err.Error() + "\n"
	}
	n, last := 0, ""
	for _, line := range l.gained {
		if !line.of(x, l.ahead) {
			continue
		}
		if n++; n > logLines {
			continue
		}
		if line.path != last {
			last = line.path
			b.WriteString("\n  " + line.path)
		}
		b.WriteString("\n    " + line.text)
	}
	switch {
	case n > logLines:
		fmt.Fprintf(&b, "\n    and %d more lines", n-logLines)
	case n == 0:
		b.WriteString(" nothing")
	}
	for _, note := range l.notes {
		b.WriteString("\n  " + note)
	}
	return b.String() + "\n"
}

func (l *logs) close() {
	if l.conn != nil {
		_ = l.conn.Close() // nothing more is read from it
	}
}
