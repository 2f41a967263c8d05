package conf

import (
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf/value"
	"github.com/fleetspec/fleetspec/e2e/nginx/pattern"
)

// line is the length of a line of the processor's cache, which NGINX rounds the sizes of its tables up to.
const line = 64

// bucket is the size of the buckets of a table of names, as a directive says, or NGINX's standard.
func (k *checker) bucket(l *level, directive string) int64 {
	d := l.nearest(directive)
	if d == nil {
		return line
	}
	n, _ := value.Number(d.Args[0].Text)
	return (n + line - 1) / line * line
}

// build refuses tables that NGINX can't build: without room, or with buckets too large.
func (k *checker) build(l *level, hash string) {
	if d := l.nearest(hash + "_max_size"); d != nil && strings.Trim(d.Args[0].Text, "0") == "" {
		k.refuse(d.At, "could not build %s, you should increase %s_max_size", hash, hash)
	}
	size := k.bucket(l, hash+"_bucket_size")
	if d := l.nearest(hash + "_bucket_size"); d != nil && (size == 0 || size > 65536-line) {
		k.refuse(d.At, "could not build %s with %s_bucket_size %s", hash, hash, d.Args[0].Text)
	}
}

// fits refuses a name that is too long for a bucket: it needs its length, two bytes, and two pointers.
func (k *checker) fits(at Position, name, hash string, bucket int64) bool {
	const pointer = 8
	need := (int64(len(name))+2+pointer-1)/pointer*pointer + 2*pointer
	if bucket >= need {
		return true
	}
	k.refuse(at, "could not build %s, you should increase %s_bucket_size: %q needs %d, and it is %d", hash, hash, name, need, bucket)
	return false
}

// keys are the names of one table, in which each may stand once.
type keys struct {
	k         *checker
	names     map[string]bool
	wildcards bool // "*.x", ".x" and "x.*" stand for many names
	bucket    int64
	hash      string
}

// add takes a name, and refuses one that is there or, with wildcards, is none (ngx_hash_add_key).
func (s *keys) add(at Position, key string) {
	kind, rest := "exact ", pattern.Lower(key)
	if s.wildcards {
		var ok bool
		if kind, rest, ok = wildcard(rest); !ok {
			s.k.refuse(at, "invalid hostname or wildcard %q", key)
			return
		}
	}
	taken := s.names[kind+rest] || strings.HasPrefix(key, ".") && kind == "head " && s.names["exact "+rest]
	if taken {
		s.k.refuse(at, "conflicting parameter %q", key)
		return
	}
	s.names[kind+rest] = true
	if strings.HasPrefix(key, ".") && kind == "head " {
		s.names["exact "+rest] = true
	}
	if kind == "exact " {
		s.k.fits(at, rest, s.hash, s.bucket)
	}
}

// wildcard takes a host name apart: an exact one, one that begins with any name, or one that ends with any.
func wildcard(key string) (kind, rest string, ok bool) {
	stars := strings.Count(key, "*")
	switch {
	case stars > 1 || strings.Contains(key, "..") || strings.Contains(key, "\x00"):
		return "", "", false
	case len(key) > 1 && key[0] == '.':
		return "head ", key[1:], true
	case len(key) > 2 && strings.HasPrefix(key, "*."):
		return "head ", key[2:], true
	case len(key) > 2 && strings.HasSuffix(key, ".*"):
		return "tail ", key[:len(key)-2], true
	}
	return "exact ", key, stars == 0
}
