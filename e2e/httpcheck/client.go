package httpcheck

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"
)

// Client sends requests to one endpoint. It is safe for concurrent use.
type Client struct {
	end   Endpoint
	home  origin
	rec   *recorder
	resty *resty.Client
	slots chan struct{}
	rate  pace

	mu   sync.Mutex
	jars map[string]*jar
}

// New makes a client. Nothing is dialled yet.
func New(e Endpoint) (*Client, error) {
	c := &Client{jars: map[string]*jar{}}
	var err error
	if c.end, c.home, err = e.complete(); err != nil {
		return nil, fmt.Errorf("endpoint %s: %w", e.Name, err)
	}
	g, err := newGuard(c.end, c.home)
	if err != nil {
		return nil, fmt.Errorf("endpoint %s: %w", e.Name, err)
	}
	g.proxy = proxyAddress(c.end.Proxy)
	c.rec = &recorder{guard: g, end: &c.end}
	c.rec.conf, err = newTLS(c.end, func() { c.rec.asked.Store(true) })
	if err != nil {
		return nil, fmt.Errorf("endpoint %s: %w", e.Name, err)
	}
	c.rec.transport = newTransport(c.end, g, c.rec.conf)
	c.resty = resty.NewWithClient(&http.Client{
		Transport:     c.rec,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}).SetRetryCount(0).SetLogger(quiet{})
	c.slots = make(chan struct{}, c.end.Concurrency)
	c.rate.every = c.end.interval()
	return c, nil
}

// quiet keeps resty from writing URLs, which may hold secrets, to a log.
type quiet struct{}

func (quiet) Errorf(string, ...any) {}
func (quiet) Warnf(string, ...any)  {}
func (quiet) Debugf(string, ...any) {}

// Close gives up the kept connections.
func (c *Client) Close() { c.rec.transport.CloseIdleConnections() }

// Do sends a request, and follows it if it says so. It always gives an exchange:
// what went wrong is its Error. It waits for a free slot of the endpoint first.
func (c *Client) Do(ctx context.Context, r Request) *Exchange {
	x := &Exchange{Endpoint: c.end.Name, User: r.User, secrets: slices.Clone(r.Secrets)}
	plan, err := r.plan(c.home)
	if err != nil {
		return x.fail(err, "")
	}
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return x.fail(context.Cause(ctx), "")
	}
	c.follow(ctx, x, r, plan)
	return x
}

func (x *Exchange) fail(err error, phase Phase) *Exchange {
	x.Error = failure(err, phase)
	x.Error.Text = x.Mask(x.Error.Text)
	return x
}

// hop sends one request and reads its answer.
func (c *Client) hop(ctx context.Context, x *Exchange, p flightPlan) (*Hop, bool) {
	h := &Hop{Method: p.method, URL: p.to.String() + p.target, Target: p.target, plan: p, end: &c.end, mask: x.secrets}
	x.Hops = append(x.Hops, h)
	if err := c.rate.wait(ctx); err != nil {
		x.fail(err, "")
		return h, false
	}
	late := &timeoutError{"the request", c.end.Timeouts.Whole}
	ctx, cancel := context.WithTimeoutCause(ctx, c.end.Timeouts.Whole, late)
	defer cancel()
	f := &flight{hop: h}
	h.Times.Start = time.Now()
	defer func() {
		h.Times.Whole = time.Since(h.Times.Start)
		if f.close != nil {
			f.close()
		}
	}()
	resp, err := c.resty.R().SetContext(flightContext(ctx, f)).SetDoNotParseResponse(true).Execute(p.method, p.to.String()+"/")
	if err != nil {
		x.fail(err, f.trace.phase())
		return h, false
	}
	body := resp.RawBody()
	err = h.read(body, c.end.BodyLimit)
	if err = errors.Join(err, body.Close()); err != nil {
		x.fail(err, Reading)
		return h, false
	}
	return h, true
}

// read takes the body as it came, bounded, and decodes it after that: else a cut
// body and a cut gzip would look the same.
func (h *Hop) read(body io.Reader, limit int64) error {
	raw, err := io.ReadAll(io.LimitReader(body, limit+1))
	if int64(len(raw)) > limit {
		h.Raw = raw[:limit]
		return &limitError{fmt.Sprintf("the body is longer than %d bytes", limit)}
	}
	h.Raw = raw
	if err != nil {
		return err
	}
	return h.decode(limit)
}
