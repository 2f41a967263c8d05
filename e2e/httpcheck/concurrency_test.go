package httpcheck

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestDoConcurrently(t *testing.T) {
	var under, most atomic.Int64
	addr := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n := under.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		time.Sleep(5 * time.Millisecond)
		under.Add(-1)
		w.Header().Set("Set-Cookie", "s="+r.URL.Query().Get("n"))
		fmt.Fprint(w, r.URL.Query().Get("n"))
	})
	c := client(t, Endpoint{Concurrency: 7}, addr)
	var all sync.WaitGroup
	for i := range 200 {
		all.Go(func() {
			want := fmt.Sprint(i)
			h := ok(t, c, Request{Target: "/?n=" + want, User: "u" + fmt.Sprint(i%3)})
			if string(h.Body) != want || h.URL != "http://www.example.com/?n="+want || h.SetCookies[0] != "s="+want {
				t.Errorf("%s: %s %q", want, h.Body, h.SetCookies)
			}
		})
	}
	all.Wait()
	if m := most.Load(); m > 7 || m < 2 {
		t.Errorf("%d at once, 7 allowed", m)
	}
}

func TestConnectionsAreKept(t *testing.T) {
	addr := serve(t, func(w http.ResponseWriter, _ *http.Request) { time.Sleep(2 * time.Millisecond) })
	var dials atomic.Int64
	c := client(t, Endpoint{Concurrency: 20, DialContext: func(ctx context.Context, network, to string) (net.Conn, error) {
		dials.Add(1)
		return new(net.Dialer).DialContext(ctx, network, to)
	}}, addr)
	for range 10 { // between these all connections are idle
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() { ok(t, c, Request{}) })
		}
		all.Wait()
	}
	if n := dials.Load(); n > 40 {
		t.Errorf("%d dials for 200 requests, 20 at once", n)
	}
}

func TestWaitingForASlotEndsWithTheCaller(t *testing.T) {
	release := make(chan struct{})
	addr := serve(t, func(http.ResponseWriter, *http.Request) { <-release })
	c := client(t, Endpoint{Concurrency: 1}, addr)
	done := make(chan struct{})
	go func() { defer close(done); ok(t, c, Request{}) }()
	for len(c.slots) == 0 {
		time.Sleep(time.Millisecond)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if x := c.Do(ctx, Request{}); x.Error == nil || len(x.Hops) != 0 || !x.Error.Kind.NoAnswer() {
		t.Errorf("%v, %d hops", x.Error, len(x.Hops))
	}
	close(release)
	<-done
}

// TestRate counts redirects too: everything sent to the endpoint.
func TestRate(t *testing.T) {
	var mu sync.Mutex
	var came []time.Time
	addr := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		came = append(came, time.Now())
		mu.Unlock()
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/end", http.StatusFound)
		}
	})
	c := client(t, Endpoint{Rate: 50, Concurrency: 10}, addr)
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() { ok(t, c, Request{Follow: true}) })
	}
	all.Wait()
	// 10 requests, so 9 spaces of 20 ms: no upper bound, a machine may be slow.
	if took := came[len(came)-1].Sub(came[0]); len(came) != 10 || took < 150*time.Millisecond {
		t.Errorf("%d requests in %v", len(came), took)
	}
}

func TestRateEndsWithTheCaller(t *testing.T) {
	srv := serveRaw(t, head(answered))
	c := client(t, Endpoint{Rate: 0.01}, srv.addr)
	ok(t, c, Request{})
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	x := c.Do(ctx, Request{})
	if x.Error == nil || len(srv.requests()) != 1 || x.Last().Status != 0 {
		t.Errorf("%v, %d requests", x.Error, len(srv.requests()))
	}
}

func TestTimeToAnswer(t *testing.T) {
	addr := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(60 * time.Millisecond)
		io.WriteString(w, "x")
		w.(http.Flusher).Flush()
		time.Sleep(60 * time.Millisecond)
	})
	c := client(t, Endpoint{Concurrency: 1}, addr)
	var all sync.WaitGroup
	for range 4 { // three of them wait for their turn, which is not the server's time
		all.Go(func() {
			h := ok(t, c, Request{})
			// Lower bounds only: a machine may be slow.
			if w := h.Times; w.Answer < 60*time.Millisecond || w.Whole < 120*time.Millisecond || w.Answer > w.Whole {
				t.Errorf("%+v", w)
			}
			if h.Reused != (h.Times.Dial == 0) {
				t.Errorf("reused %v, %+v", h.Reused, h.Times)
			}
		})
	}
	all.Wait()
}

// Neither the wait for a turn nor the way there is the server's time.
func TestTimeToAnswerIsTheServersAlone(t *testing.T) {
	const long = 1500 * time.Millisecond
	addr := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			time.Sleep(long)
		}
	})
	c := client(t, Endpoint{Concurrency: 1, DialContext: func(ctx context.Context, network, to string) (net.Conn, error) {
		time.Sleep(long)
		return new(net.Dialer).DialContext(ctx, network, to)
	}}, addr)
	if h := ok(t, c, Request{}); h.Times.Answer > long*2/3 || h.Times.Whole < long {
		t.Errorf("while it is dialled: %+v", h.Times)
	}
	slow := make(chan struct{})
	go func() { defer close(slow); ok(t, c, Request{Target: "/slow"}) }()
	for len(c.slots) == 0 {
		time.Sleep(time.Millisecond)
	}
	began := time.Now()
	if h := ok(t, c, Request{}); h.Times.Answer > long*2/3 || time.Since(began) < long/2 {
		t.Errorf("while it waits for its turn, %v: %+v", time.Since(began), h.Times)
	}
	<-slow
}

func TestMask(t *testing.T) {
	x := &Exchange{secrets: []Secret{{"A", "p&ss\"w"}, {"B", "p&ss"}, {"C", ""}}}
	got := x.Mask(`p&ss"w p%26ss%22w p&ss\"w p&ss ` + "cCZzcyJ3")
	if got != "*** *** *** *** ***" {
		t.Error(got)
	}
}

func TestFailureTextIsMasked(t *testing.T) {
	x := do(t, client(t, Endpoint{}, hops(t)), Request{Target: "/302", Follow: true, Header: []Line{{"X-Location", "ftp://s3cret/"}}, Secrets: []Secret{{"S", "s3cret"}}})
	if x.Error == nil || strings.Contains(x.Error.Error(), "s3cret") {
		t.Error(x.Error)
	}
}

// BenchmarkDo sends 500 requests, 50 at once, to a server that takes 50 ms: 500 ms
// are the bound.
func BenchmarkDo(b *testing.B) {
	addr := serve(b, func(http.ResponseWriter, *http.Request) { time.Sleep(50 * time.Millisecond) })
	c := client(b, Endpoint{Concurrency: 50}, addr)
	b.ReportAllocs()
	for b.Loop() {
		var all sync.WaitGroup
		for range 500 {
			all.Go(func() {
				if x := c.Do(context.Background(), Request{}); x.Error != nil {
					b.Error(x.Error)
				}
			})
		}
		all.Wait()
	}
}
