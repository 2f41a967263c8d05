package ssh

import (
	"net"
	"strings"
	"sync"
)

// greeting keeps the first bytes that a host sends: one that drops us may say
// why.
type greeting struct {
	net.Conn
	mu   sync.Mutex
	head []byte
	past bool
}

func (g *greeting) Read(p []byte) (int, error) {
	n, err := g.Conn.Read(p)
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.past {
		g.head = append(g.head, p[:n]...)
		g.past = len(g.head) > 512
	}
	return n, err
}

func (g *greeting) done() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.past, g.head = true, nil
}

// words is the greeting without SSH's own line and what follows it.
func (g *greeting) words() string {
	if g == nil {
		return ""
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	before, _, _ := strings.Cut(string(g.head), "SSH-")
	return oneLine(before)
}
