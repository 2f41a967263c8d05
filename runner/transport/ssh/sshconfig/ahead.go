package sshconfig

import (
	"context"
	"sync"
	"time"
)

// begun are the queries of Ahead, by Query: *ahead.
var begun sync.Map

// ahead is an answer that is on its way.
type ahead struct {
	there    chan struct{}
	settings Settings
	err      error
}

// aheadTime bounds what nobody may be waiting for any more.
const aheadTime = 30 * time.Second

// Ahead begins to find the settings that the next Resolve of the query will give: asking the ssh command takes as long as
// starting a program does. A Resolve after that one asks anew.
func Ahead(q Query) {
	a := &ahead{there: make(chan struct{})}
	if _, again := begun.LoadOrStore(q, a); again {
		return
	}
	go func() {
		defer close(a.there)
		ctx, cancel := context.WithTimeout(context.Background(), aheadTime)
		defer cancel()
		a.settings, a.err = find(ctx, q)
	}()
}

func (a *ahead) wait(ctx context.Context) (Settings, error) {
	select {
	case <-a.there:
		return a.settings, a.err
	case <-ctx.Done():
		return Settings{}, ctx.Err()
	}
}
