package report

import (
	"io"
	"time"
)

// Progress is told how collecting goes on. Calls come from many goroutines.
type Progress interface {
	// Begin tells how many targets will be asked.
	Begin(total int)
	// Reached tells that a target was asked; why is empty when it answered.
	Reached(target, why string)
	// Done ends the display. Nothing is written after it has returned.
	Done()
}

// NewProgress gives a display on w: a bar on a terminal; else nothing, but for a line now and
// then when it takes long, so that a CI log shows that the run lives.
func NewProgress(w io.Writer, terminal bool) Progress {
	if terminal {
		return &bar{w: w}
	}
	return &quiet{w: w, every: 15 * time.Second}
}
