package match

import (
	"crypto/x509"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/e2e/query"
	"github.com/fleetspec/fleetspec/runner/record"
)

func TestStatus(t *testing.T) {
	of := chain(headed())
	judge(t, map[string]judged{
		"a number":               {HaveStatus(200), of, ""},
		"another number":         {HaveStatus(404), of, "have status 404, but it is 200 OK"},
		"one of several":         {HaveStatus(404, 200), of, ""},
		"none of several":        {HaveStatus(404, "3xx"), of, "have status 404 or 3xx, but it is 200 OK"},
		"a class":                {HaveStatus("2xx"), of, ""},
		"another class":          {HaveStatus("5xx"), of, "have status 5xx, but it is 200 OK"},
		"of the last answer":     {HaveStatus(200), chain(&httpcheck.Hop{Status: 302}, headed()), ""},
		"a status without words": {HaveStatus(200), chain(&httpcheck.Hop{Status: 999}), "have status 200, but it is 999"},
		"no class of it":         {HaveStatus("1xx"), chain(&httpcheck.Hop{Status: 1000}), "have status 1xx, but it is 1000"},
	})
}

func TestHeaders(t *testing.T) {
	of := chain(headed("X-One", "a", "X-Two", "a", "X-Two", "b", "X-Odd", "caf\xe9 ログイン"))
	judge(t, map[string]judged{
		"there":                      {HaveHeader("x-one"), of, ""},
		"not there":                  {HaveHeader("X-None"), of, "have header X-None, but there is none"},
		"a value":                    {HaveHeader("X-One", "a"), of, ""},
		"a value of several":         {HaveHeader("X-Two", "b"), of, ""},
		"another value":              {HaveHeader("X-Two", "c"), of, `have header X-Two: "c", but it is "a", "b"`},
		"a value is not its part":    {HaveHeader("X-Odd", "caf"), of, `have header X-Odd: "caf", but it is "caf\xe9 ログイン"`},
		"the empty value":            {HaveHeader("X-One", ""), of, `have header X-One: "", but it is "a"`},
		"a pattern":                  {HaveHeaderMatching("X-Two", "^b$"), of, ""},
		"a pattern that fails":       {HaveHeaderMatching("X-Two", "^c"), of, `have header X-Two matching /^c/, but it is "a", "b"`},
		"a pattern, no header":       {HaveHeaderMatching("X-None", ".*"), of, "have header X-None matching /.*/, but there is none"},
		"all lines":                  {HaveHeaderLines("X-Two", "a", "b"), of, ""},
		"all lines in another order": {HaveHeaderLines("X-Two", "b", "a"), of, `have header X-Two in 2 lines: "b", "a", but it is "a", "b"`},
		"a line too many":            {HaveHeaderLines("X-Two", "a"), of, `have header X-Two in 1 line: "a", but it is "a", "b"`},
		"a line too few":             {HaveHeaderLines("X-One", "a", "a"), of, `have header X-One in 2 lines: "a", "a", but it is "a"`},
		"a count":                    {HaveHeaderCount("X-Two", "2"), of, ""},
		"a count of none":            {HaveHeaderCount("X-None", "0"), of, ""},
		"another count":              {HaveHeaderCount("X-One", ">= 2"), of, "have header X-One in >= 2 lines, but it has 1 line"},
	})
	many := headed()
	for range 1000 {
		many.Header.Add("X", strings.Repeat("y", 1000))
	}
	m := HaveHeader("X", "a")
	if holds, err := m.Match(chain(many)); holds || err != nil || len(m.FailureMessage(chain(many))) > 5000 || !strings.Contains(m.FailureMessage(chain(many)), "and 990 more") {
		t.Errorf("%v %v: %d bytes are shown", holds, err, len(m.FailureMessage(chain(many))))
	}
}

func TestContentType(t *testing.T) {
	html := func(is string) asked { return bodied(is, "") }
	judge(t, map[string]judged{
		"parameters aside":      {HaveContentType("text/html"), html("text/html; charset=utf-8"), ""},
		"whatever the case":     {HaveContentType("text/html"), html("Text/HTML"), ""},
		"another":               {HaveContentType("text/html"), html("text/plain"), `have content type text/html, but it is "text/plain"`},
		"a longer one":          {HaveContentType("text/html"), html("text/html5"), `have content type text/html, but it is "text/html5"`},
		"none":                  {HaveContentType("text/html"), chain(headed()), "have content type text/html, but it has none"},
		"a charset":             {HaveContentType("text/html; charset=utf-8"), html(`text/html;charset="UTF-8"`), ""},
		"another charset":       {HaveContentType("text/html; charset=utf-8"), html("text/html; charset=Shift_JIS"), `have content type text/html; charset=utf-8, but it is "text/html; charset=Shift_JIS"`},
		"no charset":            {HaveContentType("text/html; charset=utf-8"), html("text/html"), `have content type text/html; charset=utf-8, but it is "text/html"`},
		"a charset said twice":  {HaveContentType("text/html; charset=utf-8"), html("text/html; charset=utf-8; charset=utf-8"), ""},
		"two charsets":          {HaveContentType("text/html; charset=utf-8"), html("text/html; charset=utf-8; charset=x"), `have content type text/html; charset=utf-8, but it is "text/html; charset=utf-8; charset=x"`},
		"two lines that differ": {HaveContentType("text/html"), chain(headed("Content-Type", "text/html", "Content-Type", "text/plain")), `have content type text/html, but it is "text/html", "text/plain"`},
	})
}

func TestBody(t *testing.T) {
	of := bodied("text/plain", "it is ok\n")
	old := bodied("text/html; charset=Shift_JIS", sjis(t, "<h1>ログイン～</h1>"))
	judge(t, map[string]judged{
		"a text":                      {HaveBody("is ok"), of, ""},
		"another text":                {HaveBody("OK"), of, `have a body with "OK", but it is "it is ok\n"`},
		"a text of Shift_JIS":         {HaveBody("ログイン〜"), old, ""},
		"another text of Shift_JIS":   {HaveBody("ログアウト"), old, `have a body with "ログアウト", but it is "<h1>ログイン～</h1>"`},
		"a pattern":                   {HaveBodyMatching(`(?m)ok$`), of, ""},
		"a pattern of Shift_JIS":      {HaveBodyMatching(`ログ..～`), old, ""},
		"another pattern":             {HaveBodyMatching("^ok"), of, `have a body matching /^ok/, but it is "it is ok\n"`},
		"a pattern of nothing":        {HaveBodyMatching("^$"), bodied("text/plain", ""), ""},
		"a length":                    {HaveBodyLength("9"), of, ""},
		"a length at most":            {HaveBodyLength("< 10KB"), of, ""},
		"the length is that of bytes": {HaveBodyLength("19"), old, ""},
		"another length":              {HaveBodyLength(">= 1KiB"), of, "have a body of >= 1KiB bytes, but it has 9"},
		"within":                      {HaveBodyLength("> 8, <= 9"), of, ""},
		"a digest":                    {HaveBodySHA256("E3B0C44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"), bodied("", ""), ""},
		"another digest": {HaveBodySHA256(strings.Repeat("0", 64)), bodied("", ""),
			"have a body of SHA-256 " + strings.Repeat("0", 64) + ", but it is e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855, of 0 bytes"},
	})
	odd := headed()
	odd.DecodeError = errors.New("gzip: invalid header")
	undecoded := "decode the body: gzip: invalid header"
	neither(t, map[string]judged{
		"a text":     {HaveBody("x"), chain(odd), undecoded},
		"a pattern":  {HaveBodyMatching("x"), chain(odd), undecoded},
		"a length":   {HaveBodyLength("0"), chain(odd), undecoded},
		"a digest":   {HaveBodySHA256(strings.Repeat("0", 64)), chain(odd), undecoded},
		"a question": {HaveFound(query.CSS, "h1"), chain(odd), undecoded},
		"a count":    {HaveFoundCount(query.CSS, "h1", "0"), chain(odd), undecoded},
		"a charset":  {HaveBody("x"), bodied("text/html; charset=klingon", "y"), `decode its text: the charset "klingon" is not known`},
	})
}

func TestFound(t *testing.T) {
	of := bodied("application/json", `{"name":"Ada","n":1,"text":"1","big":9007199254740993,"on":true,"no":null,"all":[1,"x",2.50]}`)
	page := bodied("text/html; charset=Shift_JIS", sjis(t, `<h1> ログイン
	～ </h1><ul><li>1<li>2<li>3</ul><input name=t value="a b">`))
	judge(t, map[string]judged{
		"something":                          {HaveFound(query.JSONPath, "$.name"), of, ""},
		"nothing":                            {HaveFound(query.JSONPath, "$.nosuch"), of, "have json $.nosuch, but nothing is found"},
		"a text":                             {HaveFound(query.JSONPath, "$.name", "Ada"), of, ""},
		"another text":                       {HaveFound(query.JSONPath, "$.name", "Bob"), of, `have json $.name = "Bob", but found "Ada"`},
		"a number":                           {HaveFound(query.JSONPath, "$.n", 1), of, ""},
		"a number written otherwise":         {HaveFound(query.JSONPath, "$.all[*]", Num("25e-1")), of, ""},
		"a text is no number":                {HaveFound(query.JSONPath, "$.text", 1), of, `have json $.text = 1, but found "1"`},
		"a number is no text":                {HaveFound(query.JSONPath, "$.n", "1"), of, `have json $.n = "1", but found 1`},
		"a number beyond floats":             {HaveFound(query.JSONPath, "$.big", Num("9007199254740992")), of, "have json $.big = 9007199254740992, but found 9007199254740993"},
		"what is only known as it's written": {HaveFound(query.JSONPath, "$.n", Written("1")), of, ""},
		"a truth":                            {HaveFound(query.JSONPath, "$.on", true), of, ""},
		"another truth":                      {HaveFound(query.JSONPath, "$.on", false), of, "have json $.on = false, but found true"},
		"a truth is no text":                 {HaveFound(query.JSONPath, "$.on", "true"), of, `have json $.on = "true", but found true`},
		"null":                               {HaveFound(query.JSONPath, "$.no", nil), of, ""},
		"null is no text":                    {HaveFound(query.JSONPath, "$.no", "null"), of, `have json $.no = "null", but found null`},
		"a pattern":                          {HaveFoundMatching(query.JSONPath, "$.name", "^A"), of, ""},
		"another pattern":                    {HaveFoundMatching(query.JSONPath, "$.name", "^B"), of, `have json $.name matching /^B/, but found "Ada"`},
		"a count":                            {HaveFoundCount(query.JSONPath, "$.all[*]", "3"), of, ""},
		"another count":                      {HaveFoundCount(query.JSONPath, "$.all[*]", "> 3"), of, `have > 3 times json $.all[*], but found 1, "x", 2.50`},
		"a count of nothing":                 {HaveFoundCount(query.JSONPath, "$.nosuch", "0"), of, ""},
		"a comparison":                       {HaveFoundNumber(query.JSONPath, "$.n", ">= 1"), of, ""},
		"another comparison":                 {HaveFoundNumber(query.JSONPath, "$.n", "> 1"), of, "have json $.n > 1, but found 1"},
		"one of several":                     {HaveFoundNumber(query.JSONPath, "$.all[*]", "> 2"), of, ""},
		"text of Shift_JIS":                  {HaveFound(query.CSS, "h1", "ログイン 〜"), page, ""},
		"an attribute":                       {HaveFound(query.CSS, "input@value", "a b"), page, ""},
		"nodes":                              {HaveFoundCount(query.CSS, "ul li", "3"), page, ""},
		"in HTML a number is its text":       {HaveFound(query.CSS, "li", 2), page, ""},
		"and as it is written":               {HaveFound(query.CSS, "li", Num("2.0")), page, `have css li = 2.0, but found "1", "2", "3"`},
		"what XPath calculates":              {HaveFound(query.XPath, "count(//li)", 3), page, ""},
		"and as text":                        {HaveFound(query.XPath, "count(//li)", "3"), page, ""},
		"XPath finds another":                {HaveFound(query.XPath, "count(//li)", 4), page, "have xpath count(//li) = 4, but found 3"},
		"a comparison in HTML":               {HaveFoundNumber(query.CSS, "li", "> 2"), page, ""},
	})
	neither(t, map[string]judged{
		"no JSON":              {HaveFound(query.JSONPath, "$.a"), page, "ask for json $.a: it is no JSON: invalid character '<' looking for beginning of value"},
		"no number":            {HaveFoundNumber(query.CSS, "h1", "> 2"), page, `compare with > 2: "ログイン ～" is no number`},
		"a text in JSON":       {HaveFoundNumber(query.JSONPath, "$.text", "< 2"), of, `compare with < 2: "1" is text and no number`},
		"a number of no bound": {HaveFoundNumber(query.JSONPath, "$", "< 2"), bodied("application/json", "1e999999999"), `compare with < 2: "1e999999999" is no number`},
	})
}

func TestCookies(t *testing.T) {
	yes, no := true, false
	text := func(s string) *string { return &s }
	date := "Wed, 25 Nov 2026 12:00:00 GMT"
	set := func(lines ...string) asked {
		all := []string{"Date", date}
		for _, line := range lines {
			all = append(all, "Set-Cookie", line)
		}
		return chain(headed(all...))
	}
	a := set("S=abc; Path=/; Secure; HttpOnly; SameSite=Lax; Domain=.Example.com")
	judge(t, map[string]judged{
		"set":                   {HaveCookie("S", Cookie{}), a, ""},
		"not set":               {HaveCookie("T", Cookie{}), a, "set cookie T, but it sets none of that name"},
		"attributes":            {HaveCookie("S", Cookie{Secure: &yes, HTTPOnly: &yes, SameSite: "lax", Path: "/", Domain: "example.com"}), a, ""},
		"other attributes":      {HaveCookie("S", Cookie{Secure: &no, HTTPOnly: &no, SameSite: "Strict", Path: "/a", Domain: "b.example.com"}), a, "set cookie S with no Secure, no HttpOnly, SameSite=Strict, Path=/a, Domain=b.example.com, but it sets it with Secure, with HttpOnly, with SameSite=Lax, with Path=/, with Domain=.Example.com"},
		"the case of a path":    {HaveCookie("S", Cookie{Path: "/A"}), set("S=1; Path=/a"), "set cookie S with Path=/A, but it sets it with Path=/a"},
		"no attribute":          {HaveCookie("S", Cookie{Domain: Absent, Path: Absent}), set("S=1"), ""},
		"an attribute too many": {HaveCookie("S", Cookie{Domain: Absent}), a, "set cookie S with no Domain, but it sets it with Domain=.Example.com"},
		"a missing attribute":   {HaveCookie("S", Cookie{SameSite: "Lax", Secure: &yes}), set("S=1"), "set cookie S with Secure, SameSite=Lax, but it sets it without Secure, without SameSite"},
		"each line counts":      {HaveCookie("S", Cookie{HTTPOnly: &yes}), set("S=1; HttpOnly", "S=2"), "set cookie S with HttpOnly, but it sets it without HttpOnly"},
		"what PHP writes":       {HaveCookie("a[x]", Cookie{Value: text(`{"k":1}`)}), set(`a[x]={"k":1}`), ""},
		"a value":               {HaveCookie("S", Cookie{Value: text("abc")}), a, ""},
		"another value":         {HaveCookie("S", Cookie{Value: text("ab")}), a, "set cookie S with a certain value, but it sets it with another value, of 3 bytes"},
		"it differs":            {HaveCookie("S", Cookie{Not: text("ab")}), a, ""},
		"it does not differ":    {HaveCookie("S", Cookie{Not: text("abc")}), a, "set cookie S with another value than before, but it sets it with that same value"},
		"of the session":        {HaveCookie("S", Cookie{Expires: "session"}), a, ""},
		"not of the session":    {HaveCookie("S", Cookie{Expires: "session"}), set("S=1; Max-Age=60"), "set cookie S with no end but the session's, but it sets it with Max-Age=60"},
		"a date that is none":   {HaveCookie("S", Cookie{Expires: "session"}), set("S=1; Expires=0"), ""},
		"deleted":               {HaveCookie("S", Cookie{Expires: "deleted"}), set("S=; Expires=Thu, 01-Jan-1970 00:00:01 GMT"), ""},
		"deleted by Max-Age":    {HaveCookie("S", Cookie{Expires: "deleted"}), set("S=; Max-Age=0; Expires=Thu, 25 Nov 2027 12:00:00 GMT"), ""},
		"deleted as PHP thinks": {HaveCookie("S", Cookie{Expires: "deleted"}), set("S=; Expires=0"), "set cookie S with an end that deletes it, but it sets it with Expires=0, which is no date: it ends with the session"},
		"it ends a second on":   {HaveCookie("S", Cookie{Expires: "deleted"}), set("S=; Expires=Wed, 25 Nov 2026 12:00:01 GMT"), "set cookie S with an end that deletes it, but it sets it with Expires=Wed, 25 Nov 2026 12:00:01 GMT"},
		"it lives so long":      {HaveCookie("S", Cookie{Expires: "<= 1d"}), set("S=1; Expires=Thu, 26 Nov 2026 12:00:00 GMT"), ""},
		"it lives too long":     {HaveCookie("S", Cookie{Expires: "< 1d"}), set("S=1; Expires=Thu, 26 Nov 2026 12:00:00 GMT"), "set cookie S with an end in < 1d, but it sets it with Expires=Thu, 26 Nov 2026 12:00:00 GMT"},
		"deleted is no life":    {HaveCookie("S", Cookie{Expires: "< 1d"}), set("S=1; Max-Age=0"), "set cookie S with an end in < 1d, but it sets it with Max-Age=0"},
		"Max-Age":               {HaveCookie("S", Cookie{MaxAge: "3600"}), set("S=1; Max-Age=3600"), ""},
		"another Max-Age":       {HaveCookie("S", Cookie{MaxAge: "<= 3600"}), set("S=1; Max-Age=7200"), "set cookie S with Max-Age <= 3600, but it sets it with Max-Age=7200"},
		"no Max-Age":            {HaveCookie("S", Cookie{MaxAge: "<= 3600"}), set("S=1"), "set cookie S with Max-Age <= 3600, but it sets it without Max-Age"},
	})
	undated := chain(headed("Set-Cookie", "S=1; Expires=Thu, 26 Nov 2026 12:00:00 GMT"))
	neither(t, map[string]judged{
		"an end without a Date":     {HaveCookie("S", Cookie{Expires: "< 2d"}), undated, `its Expires can't be judged: the answer's Date is ""`},
		"deletion without a Date":   {HaveCookie("S", Cookie{Expires: "deleted"}), undated, `its Expires can't be judged: the answer's Date is ""`},
		"an end with a broken Date": {HaveCookie("S", Cookie{Expires: "< 2d"}), chain(headed("Date", "today", "Set-Cookie", "S=1; Expires=Thu, 26 Nov 2026 12:00:00 GMT")), `its Expires can't be judged: the answer's Date is "today"`},
	})
	judge(t, map[string]judged{"Max-Age needs no Date": {HaveCookie("S", Cookie{Expires: "< 2d"}), chain(headed("Set-Cookie", "S=1; Max-Age=60")), ""}})
}

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

func TestCertificates(t *testing.T) {
	yes, no := true, false
	leaf, between := certificate(t, 30*24*time.Hour+time.Minute, "www.example.com", "*.example.org"), certificate(t, time.Hour)
	of := chain(secured(leaf, between))
	old := certificate(t, -time.Hour, "www.example.com")
	doubted := secured(leaf)
	doubted.TLS.Why, doubted.TLS.Untrusted = "it is for nobody", "no root"
	wrongName := refusedBy(httpcheck.Certificate, "certificate is valid for other names", x509.HostnameError{Certificate: leaf, Host: "a.example.com"}, leaf)
	stranger := refusedBy(httpcheck.Certificate, "unknown authority", x509.UnknownAuthorityError{Cert: leaf}, leaf)
	judge(t, map[string]judged{
		"a name":                  {HaveCertificate(Certificate{Names: []string{"www.example.com"}}), of, ""},
		"covered by a wildcard":   {HaveCertificate(Certificate{Names: []string{"a.example.org"}}), of, ""},
		"a wildcard of one level": {HaveCertificate(Certificate{Names: []string{"a.b.example.org"}}), of, `serve a certificate for a.b.example.org, but it is for "www.example.com", "*.example.org"`},
		"the wildcard itself":     {HaveCertificate(Certificate{Names: []string{"*.example.org"}}), of, ""},
		"another wildcard":        {HaveCertificate(Certificate{Names: []string{"*.example.com"}}), of, `serve a certificate for *.example.com, but it is for "www.example.com", "*.example.org"`},
		"each name counts":        {HaveCertificate(Certificate{Names: []string{"www.example.com", "example.com"}}), of, `serve a certificate for www.example.com, for example.com, but it is for "www.example.com", "*.example.org"`},
		"an issuer":               {HaveCertificate(Certificate{Issuer: "Test CA 1"}), of, ""},
		"its organisation":        {HaveCertificate(Certificate{Issuer: "Test CA"}), of, ""},
		"another issuer":          {HaveCertificate(Certificate{Issuer: "Test"}), of, `serve a certificate of Test, but it is of "CN=Test CA 1,O=Test CA"`},
		"days":                    {HaveCertificate(Certificate{Days: ">= 30"}), of, ""},
		"too few days":            {HaveCertificate(Certificate{Days: "> 30"}), of, "serve a certificate with > 30 days left, but it has 30, until 2026-12-25"},
		"expired":                 {HaveCertificate(Certificate{Days: ">= 0"}), chain(secured(old)), "serve a certificate with >= 0 days left, but it expired on 2026-11-25"},
		"a chain":                 {HaveCertificate(Certificate{Chain: "2"}), of, ""},
		"another chain":           {HaveCertificate(Certificate{Chain: ">= 3"}), of, "serve a certificate in a chain of >= 3, but the chain is of 2"},
		"complete":                {HaveCertificate(Certificate{Complete: &yes}), of, ""},
		"not complete":            {HaveCertificate(Certificate{Complete: &yes}), chain(doubted), "serve a certificate that leads to a trusted root, but it does not: no root"},
		"complete after all":      {HaveCertificate(Certificate{Complete: &no}), of, "serve a certificate that leads to no trusted root, but it leads to one"},
		"verified":                {HaveCertificate(Certificate{Verified: &yes}), of, ""},
		"not verified":            {HaveCertificate(Certificate{Verified: &yes}), chain(doubted), "serve a certificate that verifies, but it does not: it is for nobody"},
		"doubted as it should be": {HaveCertificate(Certificate{Verified: &no, Complete: &no}), chain(doubted), ""},
		"a fingerprint":           {HaveCertificate(Certificate{SHA256: print(leaf)}), of, ""},
		"another fingerprint":     {HaveCertificate(Certificate{SHA256: print(old)}), of, "serve a certificate of SHA-256 " + print(old) + ", but its SHA-256 is " + print(leaf)},
		"all that is wrong":       {HaveCertificate(Certificate{Issuer: "x", Days: "> 99"}), of, `serve a certificate of x, with > 99 days left, but it is of "CN=Test CA 1,O=Test CA", it has 30, until 2026-12-25`},
		"refused, and known":      {HaveCertificate(Certificate{Names: []string{"a.example.com"}}), wrongName, `serve a certificate for a.example.com, but it is for "www.example.com", "*.example.org"`},
		"refused for its root":    {HaveCertificate(Certificate{Complete: &yes}), stranger, "serve a certificate that leads to a trusted root, but it does not: unknown authority"},
		"refused, as it should":   {HaveCertificate(Certificate{Verified: &no}), wrongName, ""},
	})
	neither(t, map[string]judged{
		"plain http":                         {HaveCertificate(Certificate{Verified: &no}), chain(headed()), errPlain.Error()},
		"refused before it was looked at":    {HaveCertificate(Certificate{Complete: &no}), wrongName, "it was refused before its chain was looked at: certificate is valid for other names"},
		"none":                               {HaveCertificate(Certificate{Verified: &no}), chain(secured()), "no certificate was seen"},
		"a failure that is no certificate's": {HaveCertificate(Certificate{Verified: &no}), refusedBy(httpcheck.Reset, "gone", nil), "reset: gone"},
	})
}

// A body that may have been cut tells nothing, neither what it holds nor what it lacks; its head does.
func TestABodyThatMayBeCutIsUnknown(t *testing.T) {
	whole := headed()
	whole.Body = []byte("ok")
	cut := *whole
	cut.Unproven = new(httpcheck.UnprovenError)
	rec, end := record.Begin()
	defer end()
	for _, m := range []*Matcher{HaveBody("ok"), HaveBodyMatching("ok"), HaveBodyLength("2"), HaveFound(query.Regex, "ok"), HaveBodySHA256(strings.Repeat("0", 64))} {
		for _, m := range []*Matcher{m, Not(m)} {
			if holds, err := m.Match(chain(&cut)); holds || err == nil {
				t.Errorf("%s: it holds", m.Words())
			}
		}
	}
	if reads := rec.Unresolved(); len(reads) != 10 || !strings.Contains(reads[0].Err.Error(), "could not tell: the body has no length") {
		t.Errorf("%+v", reads)
	}
	if holds, err := HaveBody("ok").Match(chain(whole)); !holds || err != nil {
		t.Errorf("whole: %v", err)
	}
}

// A question that was given up is no answer: the check is unknown.
func TestASlowQuestionIsUnknown(t *testing.T) {
	rec, end := record.Begin()
	defer end()
	m := of("ask", func(*httpcheck.Hop) (bool, string, error) { return true, "", &query.Slow{After: time.Second} })
	for _, m := range []*Matcher{m, Not(m)} {
		if holds, err := m.Match(chain(headed())); holds || err == nil {
			t.Error("it holds")
		}
	}
	if reads := rec.Unresolved(); len(reads) != 2 || !strings.Contains(reads[0].Err.Error(), "could not tell: it took too long") {
		t.Errorf("%+v", reads)
	}
}
