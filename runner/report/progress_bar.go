package report

import (
	"fmt"
	"io"
	"sync"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// bar shows the targets collected of how many, and above it each one that was not reached.
// It leaves the terminal as it found it, but for those lines.
type bar struct {
	w io.Writer

	mu      sync.Mutex
	display *mpb.Progress
	bar     *mpb.Bar
	lost    int
}

func (b *bar) Begin(total int) {
	b.Done()
	if total <= 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lost = 0
	b.display = mpb.New(mpb.WithOutput(b.w), mpb.WithAutoRefresh())
	b.bar = b.display.AddBar(int64(total), mpb.BarWidth(30), mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(decor.Name("collecting "), decor.CountersNoUnit("%d of %d targets")),
		mpb.AppendDecorators(decor.Elapsed(decor.ET_STYLE_GO), decor.Any(func(decor.Statistics) string { return b.lostText() })))
}

// lostText is called by the display's own goroutine.
func (b *bar) lostText() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lost == 0 {
		return ""
	}
	return fmt.Sprintf(", %d not reached", b.lost)
}

func (b *bar) Reached(target, why string) {
	b.mu.Lock()
	display, counted := b.display, b.bar
	if why != "" {
		b.lost++
	}
	b.mu.Unlock()
	if display == nil {
		return
	}
	if why != "" {
		line := oneLine(target) + ": not reached: " + firstLine(why)
		if runes := []rune(line); len(runes) > maxLine {
			line = string(runes[:maxLine]) + "…"
		}
		_, _ = fmt.Fprintln(display, line) // lost when the display has ended; the report tells it again
	}
	counted.Increment()
}

func (b *bar) Done() {
	b.mu.Lock()
	display, counted := b.display, b.bar
	b.display, b.bar = nil, nil
	b.mu.Unlock()
	if display == nil {
		return
	}
	counted.Abort(true) // nothing when it is complete
	display.Wait()
}
