package inventory

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// httpVersion is a version of HTTP: 1.1 or 2.
type httpVersion string

func (v *httpVersion) FromScalar(s strict.Scalar) error {
	if s.Text != "1.1" && s.Text != "2" {
		return strict.Hinted{Text: "expected a version of HTTP, found " + strict.Quote(s.Text), Hint: "1.1 or 2"}
	}
	*v = httpVersion(s.Text)
	return nil
}

// writesEntry is allowed or refused.
type writesEntry bool

func (w *writesEntry) FromScalar(s strict.Scalar) error {
	if s.Text != "allowed" && s.Text != "refused" {
		return strict.Hinted{Text: "expected allowed or refused, found " + strict.Quote(s.Text)}
	}
	*w = s.Text == "allowed"
	return nil
}

// rateEntry is requests per second, written N/s, N/m or N/h.
type rateEntry float64

var rateUnits = map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour}

func (r *rateEntry) FromScalar(s strict.Scalar) error {
	number, unit, _ := strings.Cut(s.Text, "/")
	n, err := strconv.ParseUint(number, 10, 31)
	if rateUnits[unit] == 0 || err != nil || n == 0 {
		return strict.Hinted{Text: "expected a rate, found " + strict.Quote(s.Text), Hint: "such as 10/s, 30/m or 100/h"}
	}
	*r = rateEntry(float64(n) / rateUnits[unit].Seconds())
	return nil
}

// tlsVersion is a version of TLS.
type tlsVersion string

var tlsVersions = []string{"1.0", "1.1", "1.2", "1.3"}

func (v *tlsVersion) FromScalar(s strict.Scalar) error {
	if !slices.Contains(tlsVersions, s.Text) {
		return strict.Hinted{Text: "expected a version of TLS, found " + strict.Quote(s.Text), Hint: strings.Join(tlsVersions, ", ")}
	}
	*v = tlsVersion(s.Text)
	return nil
}

// sizeEntry is a number of bytes, written with its unit.
type sizeEntry int64

var sizeUnits = map[string]int64{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}

func (z *sizeEntry) FromScalar(s strict.Scalar) error {
	digits := strings.TrimRight(s.Text, "KMGiB")
	n, err := strconv.ParseInt(digits, 10, 20)
	unit := sizeUnits[s.Text[len(digits):]]
	if err != nil || n <= 0 || unit == 0 {
		return strict.Hinted{Text: "expected a size, found " + strict.Quote(s.Text), Hint: "such as 512KiB, 64MiB or 1GiB"}
	}
	*z = sizeEntry(n * unit)
	return nil
}
