package pattern

import (
	"fmt"
	"runtime"
	"strconv"
	"unsafe"

	pcre2 "go.elara.ws/pcre/lib"
	"modernc.org/libc"
)

// The package of Go functions above the library (go.elara.ws/pcre) is not used: it never matches an empty subject, passes
// over empty matches, and panics on a match error.

// A code is a pattern as PCRE2 compiled it. Only reading happens to it after that, so that many can match at once.
type code struct {
	text   string
	at     uintptr // pcre2_code, in the library's own memory
	groups int
}

// A name is the name of one group.
type name struct {
	text  string
	group int
}

func compile(text string, caseless bool) (*code, error) {
	m := take()
	defer m.give()
	var options uint32
	if caseless {
		options = pcre2.DPCRE2_CASELESS
	}
	number, offset := m.numbers(), m.numbers()+8
	subject := m.hold(text)
	at := pcre2.Xpcre2_compile_8(m.tls, subject, pcre2.Tsize_t(len(text)), options, number, offset, 0)
	if at == 0 {
		why := message(m, *(*int32)(pointer(number)))
		return nil, fmt.Errorf("compile regex %q: %s at byte %d", text, why, *(*pcre2.Tsize_t)(pointer(offset)))
	}
	c := &code{text: text, at: at}
	c.groups = int(c.info(m, pcre2.DPCRE2_INFO_CAPTURECOUNT))
	runtime.AddCleanup(c, free, at)
	return c, nil
}

// free gives a compiled pattern's memory back.
func free(at uintptr) {
	m := take()
	defer m.give()
	pcre2.Xpcre2_code_free_8(m.tls, at)
}

// info is a number that PCRE2 keeps of the pattern.
func (c *code) info(m *machine, what uint32) uint32 {
	pcre2.Xpcre2_pattern_info_8(m.tls, c.at, what, m.numbers())
	return *(*uint32)(pointer(m.numbers()))
}

// names are the named groups, sorted by name and number: a table of entries, each two bytes of a group's number and a
// name that ends with a zero byte.
func (c *code) names() []name {
	m := take()
	defer m.give()
	count, size := c.info(m, pcre2.DPCRE2_INFO_NAMECOUNT), c.info(m, pcre2.DPCRE2_INFO_NAMEENTRYSIZE)
	if count == 0 {
		return nil
	}
	pcre2.Xpcre2_pattern_info_8(m.tls, c.at, pcre2.DPCRE2_INFO_NAMETABLE, m.numbers())
	table := *(*uintptr)(pointer(m.numbers()))
	var all []name
	for i := range uintptr(count) {
		entry := unsafe.Slice((*byte)(pointer(table+i*uintptr(size))), size)
		end := 2
		for entry[end] != 0 {
			end++
		}
		all = append(all, name{string(entry[2:end]), int(entry[0])<<8 | int(entry[1])})
	}
	runtime.KeepAlive(c)
	return all
}

// exec looks for the first match, and copies the groups out when they are wanted.
func (c *code) exec(s string, wanted bool) (groups []string, ok bool, err error) {
	m := take()
	defer m.give()
	data := m.room(c.groups + 1)
	n := pcre2.Xpcre2_match_8(m.tls, c.at, m.hold(s), pcre2.Tsize_t(len(s)), 0, 0, data, 0)
	runtime.KeepAlive(c)
	switch {
	case n == pcre2.DPCRE2_ERROR_NOMATCH:
		return nil, false, nil
	case n <= 0:
		return nil, false, fmt.Errorf("match regex %q: %s", c.text, message(m, n))
	case !wanted:
		return nil, true, nil
	}
	groups = make([]string, c.groups+1)
	pairs := unsafe.Slice((*pcre2.Tsize_t)(pointer(pcre2.Xpcre2_get_ovector_pointer_8(m.tls, data))), 2*n)
	for i := range int(n) {
		// A lookaround with \K can set the start behind the end: NGINX would take a length below zero.
		if from, to := pairs[2*i], pairs[2*i+1]; from <= to && to <= pcre2.Tsize_t(len(s)) {
			groups[i] = s[from:to]
		}
	}
	return groups, true, nil
}

// message is PCRE2's text for one of its error numbers.
func message(m *machine, number int32) string {
	const size = 256
	buffer := libc.Xmalloc(m.tls, size)
	if buffer == 0 {
		return "error " + strconv.Itoa(int(number))
	}
	defer libc.Xfree(m.tls, buffer)
	n := pcre2.Xpcre2_get_error_message_8(m.tls, number, buffer, size)
	if n < 0 {
		return fmt.Sprintf("error %d", number)
	}
	return string(unsafe.Slice((*byte)(pointer(buffer)), n))
}
