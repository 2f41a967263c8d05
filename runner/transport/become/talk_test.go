package become

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzTalk: however the stream is cut, what came before the wrapper's line is
// sudo's, and what came after is the command's.
func FuzzTalk(f *testing.F) {
	f.Add("sudo: warning\n", []byte("error\n"), uint8(3))
	f.Add("sudo: no line end", []byte(""), uint8(1))
	f.Add("", []byte("\x00\xff"), uint8(200))
	f.Fuzz(func(t *testing.T, before string, after []byte, size uint8) {
		if len(before) > maxWords/4 {
			return
		}
		var got bytes.Buffer
		k := newTalk("NONCE7f3a", "PROMPT9c2e", &got)
		if strings.Contains(before, k.nonce) || strings.Contains(before, k.prompt) {
			return
		}
		all := append([]byte(before+k.prompt+"\n"+k.nonce+" 17\n"), after...)
		for step := int(size)%40 + 1; len(all) > 0; {
			n := min(step, len(all))
			if w, err := k.Write(all[:n]); w != n || err != nil {
				t.Fatalf("Write = %d, %v", w, err)
			}
			all = all[n:]
		}
		if !k.hasStarted() || k.pid != "17" || !bytes.Equal(got.Bytes(), after) {
			t.Errorf("started %v, pid %q, the command's output %q, want %q", k.hasStarted(), k.pid, got.Bytes(), after)
		}
		if words := k.words(); strings.ContainsAny(words, "\n\x1b") || strings.Contains(words, k.nonce) {
			t.Errorf("words %q", words)
		}
	})
}
