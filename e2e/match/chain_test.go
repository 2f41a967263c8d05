package match

import (
	"testing"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

func TestChain(t *testing.T) {
	hop := &httpcheck.Hop{Status: 301, Location: "/a"}
	judge(t, map[string]judged{
		"none":            {HaveRedirects(), chain(headed()), ""},
		"one":             {HaveRedirects("301 /a"), chain(hop, headed()), ""},
		"one, not none":   {HaveRedirects(), chain(hop, headed()), "redirect nowhere, but it redirects by 301 /a"},
		"another place":   {HaveRedirects("301 /b"), chain(hop), "redirect by 301 /b, but it redirects by 301 /a"},
		"another status":  {HaveRedirects("302 /a"), chain(hop), "redirect by 302 /a, but it redirects by 301 /a"},
		"one too few":     {HaveRedirects("301 /a", "301 /a"), chain(hop, headed()), "redirect by 301 /a, 301 /a, but it redirects by 301 /a"},
		"no redirect":     {HaveRedirects("301 /a"), chain(headed("Location", "/a")), "redirect by 301 /a, but it does not redirect (200)"},
		"HTTP":            {HaveProto("1.1"), chain(headed()), ""},
		"another HTTP":    {HaveProto("2"), chain(headed()), "speak HTTP/2, but it is HTTP/1.1"},
		"HTTP/2":          {HaveProto("2"), chain(&httpcheck.Hop{Proto: "HTTP/2.0"}), ""},
		"refused":         {BeRefused(), refusedBy(httpcheck.Refused, "connection refused", nil), ""},
		"not refused":     {BeRefused(), chain(headed()), "be refused, but it answers 200"},
		"fails by TLS":    {FailByTLS(), refusedBy(httpcheck.TLSError, "alert", nil), ""},
		"TLS is all well": {FailByTLS(), chain(headed()), "fail by TLS, but it answers 200"},
	})
}
