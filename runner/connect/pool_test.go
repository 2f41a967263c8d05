package connect

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// lamp is a thing that tells whether it burns.
type lamp struct{ lost, closed atomic.Bool }

func (l *lamp) Lost() bool   { return l.lost.Load() }
func (l *lamp) Close() error { l.closed.Store(true); return nil }

func TestWhatIsOpenIsShared(t *testing.T) {
	var p pool[*lamp]
	var opened atomic.Int32
	open := func(context.Context) (*lamp, error) {
		opened.Add(1)
		time.Sleep(20 * time.Millisecond)
		return &lamp{}, nil
	}
	take := func(key string) *held[*lamp] {
		h, err := p.take(t.Context(), key, open)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	var all sync.WaitGroup
	users := make([]*held[*lamp], 10)
	for i := range users {
		all.Go(func() { users[i] = take("a") })
	}
	all.Wait()
	if opened.Load() != 1 {
		t.Errorf("opened %d times", opened.Load())
	}
	for i, h := range users {
		if h.it.closed.Load() {
			t.Fatalf("closed before user %d gave it back", i)
		}
		_ = h.give()
	}
	if !users[0].it.closed.Load() {
		t.Error("the last one does not close it")
	}
	first := take("a")
	if opened.Load() != 2 {
		t.Error("what was closed is given out again")
	}
	first.it.lost.Store(true)
	if second := take("a"); second.it == first.it {
		t.Error("what is lost is given out again")
	} else if _ = first.give(); second.it.closed.Load() {
		t.Error("giving back the lost one closes the new one")
	}
	if other := take("b"); other.it == first.it {
		t.Error("two keys share one")
	}
}

// Who waits is told of a failure, but opens anew when only the other's patience was at an end.
func TestWhatFailsToOpen(t *testing.T) {
	for name, c := range map[string]struct {
		err    error
		opened int32
	}{"refused": {errors.New("refused"), 1}, "given up": {context.Canceled, 2}} {
		var p pool[*lamp]
		var opened atomic.Int32
		begun := make(chan struct{})
		open := func(context.Context) (*lamp, error) {
			if opened.Add(1) > 1 {
				return &lamp{}, nil
			}
			close(begun)
			time.Sleep(50 * time.Millisecond)
			return nil, c.err
		}
		failed := make(chan error, 1)
		go func() {
			_, err := p.take(context.Background(), "a", open)
			failed <- err
		}()
		<-begun
		_, err := p.take(t.Context(), "a", open)
		if (err == nil) != (c.opened == 2) || opened.Load() != c.opened || !errors.Is(<-failed, c.err) {
			t.Errorf("%s: %v, opened %d times", name, err, opened.Load())
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := p.take(ctx, "b", func(ctx context.Context) (*lamp, error) { return nil, ctx.Err() }); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: given up: %v", name, err)
		}
	}
}
