package match

import (
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

func TestIdentity(t *testing.T) {
	from := func(remote string) asked {
		return chain(&httpcheck.Hop{Remote: remote, Times: httpcheck.Times{Answer: 1500 * time.Microsecond}})
	}
	judge(t, map[string]judged{
		"an address":         {ComeFrom("10.0.0.12"), from("10.0.0.12:443"), ""},
		"another address":    {ComeFrom("10.0.0.12"), from("10.0.0.13:443"), "come from 10.0.0.12, but it is 10.0.0.13:443"},
		"with its port":      {ComeFrom("10.0.0.12:443"), from("10.0.0.12:443"), ""},
		"another port":       {ComeFrom("10.0.0.12:80"), from("10.0.0.12:443"), "come from 10.0.0.12:80, but it is 10.0.0.12:443"},
		"a network":          {ComeFrom("10.0.0.0/24"), from("10.0.0.12:443"), ""},
		"another network":    {ComeFrom("10.0.1.0/24"), from("10.0.0.12:443"), "come from 10.0.1.0/24, but it is 10.0.0.12:443"},
		"of the sixth":       {ComeFrom("2001:db8::/32"), from("[2001:db8::1]:443"), ""},
		"mapped":             {ComeFrom("10.0.0.12"), from("[::ffff:10.0.0.12]:443"), ""},
		"in time":            {AnswerIn("< 500ms"), from(""), ""},
		"too late":           {AnswerIn("< 1ms"), from(""), "answer in < 1ms, but it took 1.5ms"},
		"within two times":   {AnswerIn("> 1ms, <= 1500us"), from(""), ""},
		"a version of TLS":   {HaveTLS("1.3"), chain(secured()), ""},
		"a later one":        {HaveTLS(">= 1.2"), chain(secured()), ""},
		"an earlier version": {HaveTLS("1.2"), chain(secured()), "speak TLS 1.2, but it is TLS 1.3"},
	})
	neither(t, map[string]judged{
		"no address":  {ComeFrom("10.0.0.12"), from(""), `the address that answered is not known: ""`},
		"a pipe":      {ComeFrom("10.0.0.12"), from("pipe"), `the address that answered is not known: "pipe"`},
		"no time":     {AnswerIn("< 1h"), chain(headed()), "the time to its first byte was not measured"},
		"plain http":  {HaveTLS(">= 1.0"), chain(headed()), errPlain.Error()},
		"not sent":    {HaveStatus(200), asked{err: errNotSent}, errNotSent.Error()},
		"no exchange": {HaveCertificate(Certificate{Days: "> 0"}), asked{err: errNotSent}, errNotSent.Error()},
	})
}
