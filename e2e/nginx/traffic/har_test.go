package traffic

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/nginxtest"
)

// har puts entries into a HAR as a browser writes it, an entry a line.
func har(entries ...string) string {
	return "{\"log\": {\"version\": \"1.2\", \"creator\": {\"name\": \"x\", \"deep\": [[{}]]}, \"pages\": [],\n\"entries\": [\n" + strings.Join(entries, ",\n") + "\n], \"comment\": \"\"}, \"more\": 1}"
}

func asked(url, rest string) string {
	return fmt.Sprintf(`{"startedDateTime":"2026-11-26T13:00:00.000Z","request":{"method":"GET","url":%q,"httpVersion":"HTTP/1.1","headers":[]},"response":{"status":200,"headers":[]}%s}`, url, rest)
}

func readAll(t *testing.T, text string) (all []Entry, failed []string) {
	t.Helper()
	err := ReadHAR("x.har", strings.NewReader(text), func(e Entry, err error) {
		all = append(all, e)
		failed = append(failed, fmt.Sprintf("%d:%v", e.At, err))
	})
	if err != nil {
		t.Fatal(err)
	}
	return all, failed
}

func TestAnEntryOfAHARIsReadAsItWasSent(t *testing.T) {
	all, failed := readAll(t, mark+har(
		`{"startedDateTime":"2026-11-26T13:00:00.000Z","time":1.5,"_x":{"a":[1]},"request":{"method":"POST","url":"https://www.test/a?b=1","httpVersion":"h2","headers":[
			{"name":":authority","value":"www.test:8443"},{"name":":method","value":"POST"},{"name":":path","value":"/a%20b?b=1"},{"name":":scheme","value":"https"},
			{"name":"Cookie","value":"a=1"},{"name":"cookie","value":"b=2"},{"name":"X-A","value":"1"},{"name":"x-a","value":"2"}],"postData":{"text":"x"}},
		"response":{"status":301,"headers":[{"name":":status","value":"301"},{"name":"location","value":"/to"},{"name":"x-where","value":"here"},{"name":"X-Where","value":"there"}],"redirectURL":"https://www.test/to"}}`,
		asked("http://u:secret@h.test:81/p?q#frag", ""), asked("wss://h.test/socket", ""), asked("HTTPS://h.test", "")))
	if got := strings.Join(failed, " "); got != "3:<nil> 7:<nil> 8:<nil> 9:<nil>" {
		t.Fatal(got)
	}
	q := all[0]
	if q.Method != http.MethodPost || q.Scheme != "https" || q.Host != "www.test:8443" || q.Target != "/a%20b?b=1" || q.Local != "" || q.Old {
		t.Errorf("%+v", q.Request)
	}
	if q.Header["cookie"] != "a=1; b=2" || q.Header["x-a"] != "1, 2" || len(q.Header) != 2 {
		t.Errorf("%v", q.Header)
	}
	if q.Status != 301 || q.Location != "/to" || fmt.Sprint(q.Answer["X-Where"]) != "[here there]" || q.Text != "POST https://www.test/a?b=1" || q.Started != "2026-11-26T13:00:00.000Z" {
		t.Errorf("%+v", q)
	}
	if q := all[1]; q.Text != "GET http://h.test:81/p?q" || q.Host != "h.test:81" || q.Target != "/p?q" || q.Local != ":81" || q.Number != 2 {
		t.Errorf("%+v", q)
	}
	if all[2].Scheme != "https" || all[2].Target != "/socket" || all[3].Scheme != "https" || all[3].Target != "/" {
		t.Errorf("%+v %+v", all[2], all[3])
	}
}

// Browsers leave cookies and passwords out: that none stands there does not say that none was sent.
func TestHeadersThatMayBeLeftOutAreNotKnown(t *testing.T) {
	one := func(header string) map[string]string {
		all, _ := readAll(t, har(`{"request":{"method":"GET","url":"http://h/","headers":[{"name":"user-agent","value":"u"}`+header+`]},"response":{"status":200}}`))
		return all[0].Header
	}
	if got := one(""); got != nil {
		t.Errorf("%v", got)
	}
	if got := one(`,{"name":"Authorization","value":"Basic x"}`); got["user-agent"] != "u" || got["authorization"] != "Basic x" {
		t.Errorf("%v", got)
	}
}

func TestWhatNoServerAnsweredIsToldApart(t *testing.T) {
	answer := func(text string) string {
		return `{"request":{"method":"GET","url":"http://h/"},"response":` + text + `}`
	}
	for _, c := range []struct{ entry, unsent, lost string }{
		{asked("data:image/png;base64,AAAA", ""), "no URL of http or https, but of data", ""},
		{asked("chrome-extension://abc/x.js", ""), "but of chrome-extension", ""},
		{asked("blob:https://h/1", ""), "but of blob", ""},
		{asked("http://h/", `,"_fromCache":"disk"`), "the browser's cache answered", ""},
		{asked("http://h/", `,"_fetchType":"Memory Cache"`), "the browser's cache answered", ""},
		{asked("http://h/", `,"_fetchType":"Network Load"`), "", ""},
		{asked("http://h/", `,"_fetchType":"Service Worker"`), "a service worker answered", ""},
		{answer(`{"status":200,"_fetchedViaServiceWorker":true}`), "a service worker answered", ""},
		{answer(`{"status":307,"headers":[{"name":"Non-Authoritative-Reason","value":"HSTS"}]}`), "the browser itself redirected it (HSTS)", ""},
		{answer(`{"status":307,"headers":[]}`), "", ""},
		{answer(`{"status":304}`), "", ""},
		{answer(`{"status":0,"_error":"net::ERR_BLOCKED_BY_CLIENT"}`), "", "it was blocked, given up or lost (net::ERR_BLOCKED_BY_CLIENT)"},
		{answer(`null`), "", "no answer came"},
	} {
		all, failed := readAll(t, har(c.entry))
		if len(all) != 1 || failed[0] != "3:<nil>" {
			t.Errorf("%s: %v", c.entry, failed)
			continue
		}
		e := all[0]
		if !strings.Contains(e.Unsent, c.unsent) || (e.Unsent == "") != (c.unsent == "") || !strings.Contains(e.Lost, c.lost) || c.unsent == "" && (e.Lost == "") != (c.lost == "") {
			t.Errorf("%s: %q %q", c.entry, e.Unsent, e.Lost)
		}
		if strings.Contains(e.Text, "AAAA") {
			t.Errorf("the name has the data: %s", e.Text)
		}
	}
}

// One entry that can't be read keeps no other from being read.
func TestAnEntryThatCannotBeReadIsNotLost(t *testing.T) {
	_, failed := readAll(t, har(asked("http://h/", ""), `{"request":{"method":1,"url":"http://h/"}}`, `{"response":{"status":"200"},"request":{"method":"GET","url":"http://h/"}}`,
		`[]`, `"x"`, `{}`, `{"request":{"method":"get","url":"http://h/"}}`, `{"request":{"method":"GET","url":"/x"}}`, `{"request":{"method":"GET","url":"http://"}}`, asked("http://h/", "")))
	for i, want := range []string{"3:<nil>", "4:request.method is a number", "5:response.status is a string", "6:it is a array, not an object", "7:it is a string, not an object", "8:it has no request",
		`9:"get http://h/" is no "METHOD URL"`, `10:request.url "/x" is no URL`, "11:http:// has no host", "12:<nil>"} {
		if i >= len(failed) || !strings.HasPrefix(failed[i], want) {
			t.Errorf("entry %d: %v, want %s", i+1, failed, want)
		}
	}
}

func TestWhatIsNoHARIsRefusedWithItsPlace(t *testing.T) {
	whole := har(asked("http://h/", ""), asked("http://h/2", ""))
	for text, want := range map[string]string{
		"":                                       "x.har:1: ",
		"[]":                                     "x.har:1: it is no HAR",
		"{\n}":                                   "x.har:2: it is no HAR: it has no log with entries",
		`{"log":{"entries":{}}}`:                 "x.har:1: it is no HAR: the entries are {",
		"{\"log\":\n\n{\"entries\":\n[{},\nx]}}": "x.har:5: entry 2: invalid character 'x'",
		whole[:strings.Index(whole, `h/2`)]:      "x.har:4: entry 2: unexpected EOF",
		whole[:len(whole)-2]:                     "x.har:5: unexpected EOF",
		"GET /\n":                                "x.har:1: ",
	} {
		err := ReadHAR("x.har", strings.NewReader(text), func(Entry, error) {})
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// A HAR of 200 MB, of which most is what was answered, is not held.
func TestAHARIsNotHeld(t *testing.T) {
	const entries = 2000
	body := strings.Repeat("x", 100<<10)
	read, write := io.Pipe()
	go func() {
		_, _ = io.WriteString(write, `{"log":{"entries":[`)
		for i := range entries {
			_, _ = io.WriteString(write, map[bool]string{true: ","}[i > 0]+`{"request":{"method":"GET","url":"http://h/"},"response":{"status":200,"content":{"text":"`+body+`"}}}`)
		}
		_, _ = io.WriteString(write, `]}}`)
		_ = write.Close()
	}()
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most, n := uint64(0), 0
	err := ReadHAR("x", read, func(Entry, error) {
		if n++; n%500 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
		}
	})
	if err != nil || n != entries || most > 4<<20 {
		t.Errorf("%v, %d entries, %d bytes held", err, n, most)
	}
}

func TestHostsAreThoseThatServersAreNamed(t *testing.T) {
	named := Hosts(nginxtest.Model(t, `http { server { server_name www.test *.b.test .c.test d.* "" _; } server { server_name ~^w\\d+\\.test$; } server { listen 81; } }`))
	for host, want := range map[string]bool{"www.test": true, "WWW.test.:8443": true, "cdn.test": false, "b.test": false, "x.b.test": true, "c.test": true, "x.y.c.test": true, "d.org": true, "d": false,
		"w12.test:80": true, "wx.test": false, "": false, "[::1]:80": false} {
		if named(host) != want {
			t.Errorf("%q: %v", host, !want)
		}
	}
}

func FuzzHAR(f *testing.F) {
	f.Add(har(asked("http://h/", "")))
	f.Add(`{"log":{"entries":[{"request":{"method":"GET","url":"http://@/"}}]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		err := ReadHAR("x", strings.NewReader(text), func(e Entry, err error) {
			if e.At < last || e.At > strings.Count(text, "\n")+1 || e.Number == 0 {
				t.Errorf("entry %d on line %d after %d", e.Number, e.At, last)
			}
			last = e.At
			if err == nil && e.Unsent == "" && (e.Method == "" || e.Target == "") {
				t.Errorf("%+v", e)
			}
		})
		if err != nil && !strings.HasPrefix(err.Error(), "x:") {
			t.Error(err)
		}
	})
}
