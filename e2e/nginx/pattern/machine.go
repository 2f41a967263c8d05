package pattern

import (
	"sync"
	"unsafe"

	pcre2 "go.elara.ws/pcre/lib"
	"modernc.org/libc"
)

// A machine is what one goroutine at a time needs to call the library: its stack, a copy of the subject and the place
// for the groups. All of it is the library's own memory, which Go's collector neither moves nor frees.
type machine struct {
	tls     *libc.TLS
	number  uintptr // 16 bytes for numbers that the library writes
	subject uintptr
	size    int     // of subject
	data    uintptr // pcre2_match_data
	pairs   int     // of data
}

// idle are machines that nobody uses. There are as many as goroutines ever matched at once, at most spare.
var idle struct {
	sync.Mutex
	all []*machine
}

const (
	spare = 32
	large = 1 << 20 // a subject's copy of more bytes is not kept
)

func take() *machine {
	idle.Lock()
	defer idle.Unlock()
	if n := len(idle.all); n > 0 {
		m := idle.all[n-1]
		idle.all = idle.all[:n-1]
		return m
	}
	return &machine{tls: libc.NewTLS()}
}

func (m *machine) give() {
	if m.size > large {
		libc.Xfree(m.tls, m.subject)
		m.subject, m.size = 0, 0
	}
	idle.Lock()
	defer idle.Unlock()
	if len(idle.all) < spare {
		idle.all = append(idle.all, m)
		return
	}
	m.close()
}

func (m *machine) close() {
	for _, at := range []uintptr{m.number, m.subject} {
		if at != 0 {
			libc.Xfree(m.tls, at)
		}
	}
	if m.data != 0 {
		pcre2.Xpcre2_match_data_free_8(m.tls, m.data)
	}
	m.tls.Close()
}

// numbers is the place where the library writes numbers.
func (m *machine) numbers() uintptr {
	if m.number == 0 {
		m.number = m.alloc(16)
	}
	return m.number
}

// hold copies a text to where the library can read it.
func (m *machine) hold(s string) uintptr {
	if m.size < len(s) || m.size == 0 {
		if m.subject != 0 {
			libc.Xfree(m.tls, m.subject)
		}
		m.size = 2*len(s) + 256
		m.subject = m.alloc(m.size)
	}
	copy(unsafe.Slice((*byte)(pointer(m.subject)), m.size), s)
	return m.subject
}

// room is the place for the bounds of so many groups.
func (m *machine) room(pairs int) uintptr {
	if m.pairs < pairs {
		if m.data != 0 {
			pcre2.Xpcre2_match_data_free_8(m.tls, m.data)
		}
		m.pairs = pairs + 8
		m.data = pcre2.Xpcre2_match_data_create_8(m.tls, uint32(m.pairs), 0)
		if m.data == 0 {
			panic("allocate memory for a regex: there is none")
		}
	}
	return m.data
}

func (m *machine) alloc(bytes int) uintptr {
	at := libc.Xmalloc(m.tls, pcre2.Tsize_t(bytes))
	if at == 0 {
		panic("allocate memory for a regex: there is none")
	}
	return at
}

// pointer makes a pointer of an address in the library's own memory, which Go's collector knows nothing of.
func pointer(at uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&at)) }
