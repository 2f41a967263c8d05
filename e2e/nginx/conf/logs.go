package conf

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
)

// logFormat judges log_format. Its variables may be those of the log alone, all of which are also variables else.
func (k *checker) logFormat(_ *level, d *Directive) {
	name := d.Args[0]
	if k.formats[name.Text] {
		k.refuse(name.At, "duplicate \"log_format\" name %q", name.Text)
		return
	}
	k.formats[name.Text] = true
	parts := d.Args[1:]
	if escape, ok := strings.CutPrefix(parts[0].Text, "escape="); ok {
		if escape != "json" && escape != "none" && escape != "default" {
			k.refuse(parts[0].At, "unknown log format escaping %q", escape)
			return
		}
		parts = parts[1:]
	}
	for _, w := range parts {
		k.format(w.At, w.Text)
	}
}

// format is a script in which "$1" is a variable like others.
func (k *checker) format(at Position, text string) {
	for {
		i := strings.IndexByte(text, '$')
		if i < 0 {
			return
		}
		name, rest, ok := k.variable(at, text[i+1:], text)
		if !ok {
			return
		}
		k.use(at, name)
		text = rest
	}
}

// accessLog judges access_log.
func (k *checker) accessLog(l *level, d *Directive) {
	file := d.Args[0]
	if file.Text == "off" {
		if len(d.Args) > 1 {
			k.refuse(d.Args[1].At, "invalid parameter %q", d.Args[1].Text)
		}
		return
	}
	syslog := strings.HasPrefix(file.Text, "syslog:")
	if syslog && !k.syslog(file) {
		return
	}
	if !syslog {
		k.script(file.At, file.Text)
	}
	if len(d.Args) > 1 && !k.isFormat(d.Args[1].Text) {
		k.refuse(d.Args[1].At, "unknown log format %q", d.Args[1].Text)
		return
	}
	var b logBuffer
	for _, w := range d.Args[min(2, len(d.Args)):] {
		if !b.read(w.Text) {
			k.refuse(w.At, "invalid parameter %q", w.Text)
			return
		}
		if condition, ok := strings.CutPrefix(w.Text, "if="); ok {
			k.script(w.At, condition)
		}
	}
	k.buffered(file, b, syslog)
}

// isFormat says whether a format has that name, in any case.
func (k *checker) isFormat(name string) bool {
	for have := range k.formats {
		if strings.EqualFold(have, name) {
			return true
		}
	}
	return false
}

// A logBuffer is what access_log says of its buffer.
type logBuffer struct{ size, flush, gzip int64 }

func (b *logBuffer) read(text string) (ok bool) {
	name, what, _ := strings.Cut(text, "=")
	switch {
	case text == "gzip":
		if b.size == 0 {
			b.size = 64 << 10
		}
		b.gzip = 1
		return true
	case strings.HasPrefix(text, "if="):
		return true
	case !strings.Contains(text, "="):
		return false
	}
	switch name {
	case "buffer":
		b.size, ok = value.Size(what)
		return ok && b.size > 0
	case "flush":
		b.flush, ok = value.Milliseconds(what)
		return ok && b.flush > 0
	case "gzip":
		if b.size == 0 {
			b.size = 64 << 10
		}
		b.gzip, ok = value.Number(what)
		return ok && 1 <= b.gzip && b.gzip <= 9
	}
	return false
}

// buffered refuses buffers that can't be, or that are said otherwise of the same file.
func (k *checker) buffered(file Word, b logBuffer, syslog bool) {
	switch {
	case b.size == 0 && b.flush != 0:
		k.refuse(file.At, "no buffer is defined for access_log %q", file.Text)
	case b.size == 0:
	case strings.Contains(file.Text, "$") && !syslog:
		k.refuse(file.At, "buffered logs cannot have variables in name")
	case syslog:
		k.refuse(file.At, "logs to syslog cannot be buffered")
	default:
		now := fmt.Sprint(b)
		if before, ok := k.logs[file.Text]; ok && before != now {
			k.refuse(file.At, "access_log %q already defined with conflicting parameters", file.Text)
		}
		k.logs[file.Text] = now
	}
}

var (
	facilities = strings.Fields("kern user mail daemon auth intern lpr news uucp clock authpriv ftp ntp audit alert cron " +
		"local0 local1 local2 local3 local4 local5 local6 local7")
	severities = strings.Fields("emerg alert crit error warn notice info debug")
	debugs     = strings.Fields("debug_core debug_alloc debug_mutex debug_event debug_http debug_mail debug_stream")
)

// syslog judges "syslog:server=…,…".
func (k *checker) syslog(w Word) bool {
	seen := map[string]bool{}
	for part := range strings.SplitSeq(strings.TrimPrefix(w.Text, "syslog:"), ",") {
		name, what, _ := strings.Cut(part, "=")
		ok := strings.Contains(part, "=") && !seen[name]
		switch seen[name] = true; name {
		case "server":
			_, err := value.ParseURL(what, value.Use{Default: 514})
			ok = ok && err == nil
		case "facility":
			ok = ok && slices.Contains(facilities, what)
		case "severity":
			ok = ok && slices.Contains(severities, what)
		case "tag":
			ok = ok && len(what) <= 32 && !strings.ContainsFunc(what, func(r rune) bool { return r > 127 || !wordy(byte(r)) })
		default:
			ok = part == "nohostname"
		}
		if !ok {
			k.refuse(w.At, "invalid or duplicate syslog parameter %q", part)
			return false
		}
	}
	if !seen["server"] {
		k.refuse(w.At, "no syslog server specified")
	}
	return seen["server"]
}

// errorLog judges error_log: a level of severity, or several of debugging.
func (k *checker) errorLog(_ *level, d *Directive) {
	file := d.Args[0]
	if size, ok := strings.CutPrefix(file.Text, "memory:"); ok {
		if n, ok := value.Size(size); !ok || n < 2048+int64(len(file.At.File))+60 {
			k.refuse(file.At, "invalid buffer size %q", size)
			return
		}
	}
	if strings.HasPrefix(file.Text, "syslog:") && !k.syslog(file) {
		return
	}
	severe, debug := false, false
	for _, w := range d.Args[1:] {
		switch {
		case slices.Contains(severities, w.Text) && !severe && !debug:
			severe = true
		case slices.Contains(debugs, w.Text) && !severe:
			debug = true
		default:
			k.refuse(w.At, "invalid or duplicate log level %q", w.Text)
			return
		}
	}
}
