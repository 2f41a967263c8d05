package match

import (
	"fmt"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

var _ = register(Verb{Name: "BeRefused", Expects: []Kind{httpcheck.Refused}, Examples: func() []*Matcher { return []*Matcher{BeRefused()} }})

// BeRefused holds when nothing listens: the connection is refused. That is a fact for who expects it.
func BeRefused() *Matcher { return failBy("be refused", httpcheck.Refused) }

var _ = register(Verb{Name: "FailByTLS", Expects: []Kind{httpcheck.TLSError, httpcheck.Certificate}, Examples: func() []*Matcher { return []*Matcher{FailByTLS()} }})

// FailByTLS holds when the two do not agree on TLS, or the certificate does not verify.
func FailByTLS() *Matcher {
	return failBy("fail by TLS", httpcheck.TLSError, httpcheck.Certificate)
}

func failBy(words string, kinds ...httpcheck.Kind) *Matcher {
	return &Matcher{words: words, judge: func(s Subject) (bool, string, error) {
		x, err := s.Failure(kinds...)
		if err != nil {
			return false, "", err
		}
		if x.Error == nil {
			return false, fmt.Sprintf("it answers %d", x.Last().Status), nil
		}
		return true, "it fails: " + x.Error.Error(), nil
	}}
}
