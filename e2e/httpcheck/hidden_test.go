package httpcheck

import (
	"net"
	"net/http"
	"strings"
	"testing"
)

// A user's cookies are as good as a password: the curl command has variables in their place, and no text shows them.
func TestAUsersCookiesAreShownNowhere(t *testing.T) {
	const id = "0a1b2c3d4e5f6071"
	srv := serveRaw(t, func(c net.Conn, request []byte) {
		head("HTTP/1.1 200 OK\r\nContent-Length: 16\r\nSet-Cookie: SESSID="+id+"; Path=/\r\nSet-Cookie: path=x\r\nSet-Cookie: none=\r\nConnection: close\r\n\r\n"+id)(c, request)
	})
	c := client(t, Endpoint{}, srv.addr)
	r := Request{User: "smoke", Header: []Line{{"Cookie", "own=1"}}}
	first := do(t, c, r)
	if got := first.Mask("set to " + id); got != "set to ***" {
		t.Errorf("what was just set shows: %s", got)
	}
	x := do(t, c, r)
	command := x.Last().Curl()
	if strings.Contains(command, id) || !strings.Contains(command, `own=1; SESSID='"$SESSID"'; path='"$COOKIE_PATH"'; none='`) {
		t.Error(command)
	}
	if got := x.Mask("the body is " + id + ", a long text"); got != "the body is ***, a long text" {
		t.Error(got)
	}
	t.Setenv("COOKIE_PATH", "x")
	run(t, command, []Secret{{"SESSID", id}})
	if got := srv.requests(); len(got) != 3 || !same(string(got[1]), string(got[2])) {
		t.Errorf("%s\n%q", command, got)
	}
}

// Whose cookies nobody keeps are of no session: they may be shown.
func TestCookiesOfNobodyAreShown(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Set-Cookie", "SESSID=0a1b2c3d4e5f6071") })
	if got := do(t, client(t, Endpoint{}, srv), Request{}).Mask("0a1b2c3d4e5f6071"); got == "***" {
		t.Error(got)
	}
}

func TestOneVariableHoldsOneValue(t *testing.T) {
	h := &Hop{Target: "/", plan: flightPlan{method: "GET", target: "/", header: []Line{{"X-A", "first-one second-one third-one"}}}, end: &Endpoint{URL: "http://a"},
		mask: []Secret{{"id", "first-one"}, {"ID", "second-one"}, {"path", "third-one"}}}
	if got := h.Curl(); !strings.Contains(got, `"$ID"' '"$ID_2"' '"$SECRET_PATH"`) {
		t.Error(got)
	}
}
