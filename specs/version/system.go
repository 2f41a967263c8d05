package version

import (
	"fmt"
	"strings"
)

// System is whose rules order versions.
type System string

// The systems whose rules are known.
const (
	Dpkg System = "dpkg"
	RPM  System = "rpm"
	PHP  System = "php"
	// Plain is for programs that are no package. Numbers compare as numbers and
	// letters as letters; a word of an unfinished release (dev, alpha, beta, pre, rc,
	// snapshot) sorts before the release itself, any other letters after it
	// ("1.1.1" < "1.1.1n").
	Plain System = "plain"
)

// Compare gives -1, 0 or 1 as a is before, the same as, or after b. A missing epoch
// is 0. A version that the system would not take is an error.
func Compare(s System, a, b string) (int, error) {
	va, err := split(s, a)
	if err != nil {
		return 0, err
	}
	vb, err := split(s, b)
	if err != nil {
		return 0, err
	}
	return va.compare(vb), nil
}

// parts is a version, taken apart.
type parts struct {
	system      System
	epoch       int
	hasEpoch    bool
	upstream    string
	revision    string
	hasRevision bool
}

// split takes a version apart: at the first colon, and at the last hyphen for dpkg
// (deb-version(7)), the first for rpm, whose versions hold none. Other systems know no parts.
func split(s System, v string) (parts, error) {
	p := parts{system: s, upstream: v}
	if s == Dpkg || s == RPM {
		if epoch, rest, ok := strings.Cut(v, ":"); ok {
			n, err := number(epoch)
			if err != nil {
				return p, fmt.Errorf("read version %q: its epoch %q is no number", v, epoch)
			}
			p.epoch, p.hasEpoch, p.upstream = n, true, rest
		}
		at := strings.LastIndexByte(p.upstream, '-')
		if s == RPM {
			at = strings.IndexByte(p.upstream, '-')
		}
		if at >= 0 {
			p.upstream, p.revision, p.hasRevision = p.upstream[:at], p.upstream[at+1:], true
		}
	}
	return p, p.valid(v)
}

// number reads an epoch. dpkg and rpm keep it in 31 bits.
func number(s string) (int, error) {
	if s == "" || len(s) > 9 || strings.Trim(s, "0123456789") != "" {
		return 0, fmt.Errorf("no number")
	}
	n := 0
	for _, d := range s {
		n = n*10 + int(d-'0')
	}
	return n, nil
}

// valid refuses what no system would call a version. It is no stricter than they
// are: a version that is installed must be comparable.
func (p parts) valid(whole string) error {
	if p.upstream == "" {
		return fmt.Errorf("read version %q: it is empty", whole)
	}
	for _, r := range p.upstream + p.revision {
		if r <= ' ' || r == 0x7f || r == ',' {
			return fmt.Errorf("read version %q: it can't hold %q", whole, r)
		}
	}
	if p.system == Dpkg && !isDigit(p.upstream[0]) {
		return fmt.Errorf("read version %q: a dpkg version begins with a digit", whole)
	}
	if p.hasRevision && p.revision == "" {
		return fmt.Errorf("read version %q: nothing follows its hyphen", whole)
	}
	return nil
}

func (p parts) compare(q parts) int {
	if p.epoch != q.epoch {
		return sign(p.epoch - q.epoch)
	}
	if c := order(p.system, p.upstream, q.upstream); c != 0 {
		return c
	}
	return order(p.system, p.revision, q.revision)
}

// order compares two upstream versions, or two revisions.
func order(s System, a, b string) int {
	switch s {
	case Dpkg:
		return dpkgOrder(a, b)
	case RPM:
		return rpmOrder(a, b)
	case PHP:
		return phpOrder(a, b)
	}
	return plainOrder(a, b)
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isAlpha(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
