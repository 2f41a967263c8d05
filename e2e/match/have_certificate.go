package match

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

// errPlain is said of answers without TLS: they have no certificate, neither a good one nor a bad one.
var errPlain = errors.New("it was asked by plain http, without TLS")

// Certificate is what HaveCertificate wants of the certificate that is served; what is not said may be as it likes.
type Certificate struct {
	// Names must each be covered, as a browser sees it. A wildcard must be there itself.
	Names []string
	// Issuer is the common name, the organisation, or the whole distinguished name of who issued it.
	Issuer string
	// Days are left, by the clock here: ">= 21". Below zero it has expired.
	Days string
	// Chain is how many certificates are sent: "2", ">= 2".
	Chain string
	// Complete: what is sent leads to a trusted root.
	Complete *bool
	// Verified: it verifies under the name that was asked for. An endpoint that is not insecure gets no answer where it does
	// not, but a certificate that was refused is known all the same.
	Verified *bool
	// SHA256 is its fingerprint: 64 hexadecimal digits, with or without colons.
	SHA256 string
}

var _ = register(Verb{Name: "HaveCertificate", Expects: []Kind{httpcheck.Certificate}, Examples: func() []*Matcher {
	yes, no := true, false
	return []*Matcher{
		HaveCertificate(Certificate{Names: []string{"www.example.com"}}), HaveCertificate(Certificate{Names: []string{"nosuch.example.org"}}),
		HaveCertificate(Certificate{Issuer: "nobody"}), HaveCertificate(Certificate{Days: ">= 1"}), HaveCertificate(Certificate{Chain: "< 9"}),
		HaveCertificate(Certificate{Complete: &yes}), HaveCertificate(Certificate{Verified: &yes}), HaveCertificate(Certificate{Verified: &no}),
		HaveCertificate(Certificate{SHA256: strings.Repeat("0", 64)}),
	}
}})

// HaveCertificate holds when the server's certificate is as wanted. A certificate that was refused is a fact too.
func HaveCertificate(want Certificate) *Matcher {
	w, err := want.compile()
	words := "serve a certificate " + strings.Join(w.words, ", ")
	return &Matcher{words: words, err: err, judge: func(s Subject) (bool, string, error) {
		x, err := s.Failure(httpcheck.Certificate)
		if err != nil {
			return false, "", err
		}
		served, err := servedBy(x)
		if err != nil {
			return false, "", err
		}
		var wrong []string
		for _, judge := range w.judges {
			is, err := judge(served)
			if err != nil {
				return false, "", err
			}
			if is != "" {
				wrong = append(wrong, is)
			}
		}
		if wrong != nil {
			return false, strings.Join(wrong, ", "), nil
		}
		return true, "it is", nil
	}}
}

// served is the certificate of an answer, or the one that was refused.
type served struct {
	chain []*x509.Certificate
	at    time.Time
	// wrong says why it does not verify; untrusted why it leads to no root; unsure that nobody looked that far.
	wrong, untrusted string
	unsure           bool
}

func servedBy(x *httpcheck.Exchange) (served, error) {
	h := x.Last()
	s := served{at: h.Times.Start}
	switch {
	case x.Error != nil:
		s.chain, s.wrong = x.Error.Chain, x.Mask(x.Error.Text)
		var unknown x509.UnknownAuthorityError
		if errors.As(x.Error.Err, &unknown) {
			s.untrusted = s.wrong
		} else {
			s.unsure = true
		}
	case h.TLS == nil:
		return s, errPlain
	default:
		s.chain, s.wrong, s.untrusted = h.TLS.Chain, h.TLS.Why, h.TLS.Untrusted
	}
	if len(s.chain) == 0 {
		return s, errors.New("no certificate was seen")
	}
	return s, nil
}

// wantedCertificate are the judges of a certificate; each says what is wrong.
type wantedCertificate struct {
	words  []string
	judges []func(served) (string, error)
}

func (w *wantedCertificate) add(words string, judge func(served) (string, error)) {
	w.words, w.judges = append(w.words, words), append(w.judges, judge)
}

func (want Certificate) compile() (w wantedCertificate, err error) {
	for _, name := range want.Names {
		if name == "" || strings.ContainsAny(name, " /:") {
			err = errors.Join(err, fmt.Errorf("serve a certificate for %q: that is no name of a host", name))
		}
		w.add("for "+name, func(s served) (string, error) { return notFor(s.chain[0], name), nil })
	}
	if want.Issuer != "" {
		w.add("of "+want.Issuer, func(s served) (string, error) { return notBy(s.chain[0], want.Issuer), nil })
	}
	if want.Days != "" {
		c, bad := compare(days, want.Days)
		err = errors.Join(err, bad)
		w.add("with "+c.text+" days left", func(s served) (string, error) { return c.notFor(s) })
	}
	if want.Chain != "" {
		c, bad := compare(counts, want.Chain)
		err = errors.Join(err, bad)
		w.add("in a chain of "+c.text, func(s served) (string, error) {
			if c.count(len(s.chain)) {
				return "", nil
			}
			return "the chain is of " + fmt.Sprint(len(s.chain)), nil
		})
	}
	want.trust(&w)
	if want.SHA256 != "" {
		print := strings.ToLower(strings.ReplaceAll(want.SHA256, ":", ""))
		if !digest.MatchString(print) {
			err = errors.Join(err, fmt.Errorf("serve a certificate of SHA-256 %q: expected 64 hexadecimal digits", want.SHA256))
		}
		w.add("of SHA-256 "+print, func(s served) (string, error) {
			if sum := sha256.Sum256(s.chain[0].Raw); hex.EncodeToString(sum[:]) != print {
				return "its SHA-256 is " + hex.EncodeToString(sum[:]), nil
			}
			return "", nil
		})
	}
	if len(w.judges) == 0 {
		err = errors.New("serve a certificate: it expects nothing of it: say names, days, …")
	}
	return w, err
}

// trust adds what is wanted of its verification.
func (want Certificate) trust(w *wantedCertificate) {
	if want.Complete != nil {
		words := map[bool]string{true: "that leads to a trusted root", false: "that leads to no trusted root"}[*want.Complete]
		w.add(words, func(s served) (string, error) {
			switch {
			case s.unsure:
				return "", fmt.Errorf("it was refused before its chain was looked at: %s", s.wrong)
			case *want.Complete && s.untrusted != "":
				return "it does not: " + s.untrusted, nil
			case !*want.Complete && s.untrusted == "":
				return "it leads to one", nil
			}
			return "", nil
		})
	}
	if want.Verified != nil {
		words := map[bool]string{true: "that verifies", false: "that does not verify"}[*want.Verified]
		w.add(words, func(s served) (string, error) {
			switch {
			case *want.Verified && s.wrong != "":
				return "it does not: " + s.wrong, nil
			case !*want.Verified && s.wrong == "":
				return "it verifies", nil
			}
			return "", nil
		})
	}
}

func notFor(cert *x509.Certificate, name string) string {
	var err error
	if strings.HasPrefix(name, "*.") {
		if !slices.ContainsFunc(cert.DNSNames, func(is string) bool { return strings.EqualFold(is, name) }) {
			err = errors.New("no such name")
		}
	} else {
		err = cert.VerifyHostname(name)
	}
	if err == nil {
		return ""
	}
	names := slices.Clone(cert.DNSNames)
	for _, ip := range cert.IPAddresses {
		names = append(names, ip.String())
	}
	if names == nil {
		return "it is for no name"
	}
	return "it is for " + all(names)
}

func notBy(cert *x509.Certificate, issuer string) string {
	is := append([]string{cert.Issuer.CommonName, cert.Issuer.String()}, cert.Issuer.Organization...)
	if slices.Contains(is, issuer) {
		return ""
	}
	return "it is of " + show(cert.Issuer.String())
}

func (c comparison) notFor(s served) (string, error) {
	if s.at.IsZero() {
		return "", errors.New("when it was served is not known")
	}
	left := s.chain[0].NotAfter.Sub(s.at)
	n := int64(left / (24 * time.Hour))
	if left < 0 {
		n--
	}
	if c.holds(big.NewRat(n, 1)) {
		return "", nil
	}
	end := s.chain[0].NotAfter.UTC().Format(time.DateOnly)
	if left < 0 {
		return "it expired on " + end, nil
	}
	return fmt.Sprintf("it has %d, until %s", n, end), nil
}
