package fact

import (
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// socketAnswer is all that the shell of Sockets printed, part by part.
type socketAnswer struct {
	bigEndian bool
	tables    map[string][]string // tcp, tcp6, udp, udp6, unix, ss, holders, names
	files     map[int]string      // by ask: "STATUS DEVICE:INODE UID MODE TYPE"
	same      map[int][]string    // by ask: the paths of the same file
	users     userNames
}

// bigEndian are the machines whose kernel prints the bytes of an address in their order.
var bigEndian = []string{"s390", "s390x", "ppc", "ppc64", "mips", "mips64", "sparc", "sparc64", "m68k", "parisc", "parisc64", "armeb", "aarch64_be"}

func readSockets(out string) (*socketAnswer, error) {
	a := &socketAnswer{tables: map[string][]string{}, files: map[int]string{}, same: map[int][]string{}}
	lines := strings.Split(out, "\n")
	ended := false
	for i := 0; i < len(lines); i++ {
		word, v, _ := strings.Cut(lines[i], " ")
		var err error
		switch word {
		case "table", "users":
			n := slices.Index(lines[i:], ".")
			if n < 0 {
				return nil, errors.New("its answer was cut off")
			}
			err = a.block(word, v, lines[i+1:i+n])
			i += n
		case "end":
			ended = i == len(lines)-2 && lines[i+1] == ""
			i++
		default:
			err = a.line(word, v)
		}
		if err != nil {
			return nil, err
		}
	}
	if !ended || a.users.asked == nil || a.tables["unix"] == nil {
		return nil, errors.New("its answer was cut off")
	}
	return a, nil
}

func (a *socketAnswer) block(word, v string, lines []string) (err error) {
	if word == "users" {
		a.users, err = readUserNames(v, lines)
		return err
	}
	a.tables[v] = lines
	return nil
}

func (a *socketAnswer) line(word, v string) error {
	if word == "machine" && machineName.MatchString(v) {
		a.bigEndian = slices.Contains(bigEndian, v)
		return nil
	}
	number, rest, _ := strings.Cut(v, " ")
	ask, err := strconv.Atoi(number)
	switch {
	case err != nil || word != "file" && word != "same":
		return unexpected(word + " " + v)
	case word == "file":
		a.files[ask] = rest
	default:
		a.same[ask] = append(a.same[ask], rest)
	}
	return nil
}

func parseSockets(asks []Ask, out []byte) (Rows[Socket], error) {
	a, err := readSockets(string(out))
	if err != nil {
		return nil, err
	}
	both := a.both()
	held := a.holders()
	all := map[string]*Socket{}
	for _, table := range []string{"tcp", "tcp6", "udp", "udp6"} {
		lines, ok := a.tables[table]
		if !ok && strings.HasSuffix(table, "6") {
			continue // a kernel without IPv6
		}
		if err := a.inet(all, table, lines, both); err != nil {
			return nil, fmt.Errorf("/proc/net/%s: %w", table, err)
		}
	}
	if err := a.unix(all); err != nil {
		return nil, fmt.Errorf("/proc/net/unix: %w", err)
	}
	rows := Rows[Socket]{}
	for key, s := range all {
		rows.Has(key, *s)
	}
	a.askedFiles(rows, asks)
	for _, ask := range asks {
		if r := rows[ask.Key]; r.Is != nil && ask.Want == "process" {
			for i, l := range r.Is.Listeners {
				r.Is.Listeners[i].Processes, r.Is.Listeners[i].Hidden = held.of(l.Inode)
			}
		}
	}
	return rows, nil
}

func listener(all map[string]*Socket, key string, l Listener) {
	if all[key] == nil {
		all[key] = &Socket{}
	}
	all[key].Listeners = append(all[key].Listeners, l)
}

// inet reads /proc/net/tcp and its kind (proc_net_tcp.rst of the kernel's documentation).
// An IPv6 socket that is bound to an IPv4 address is one of IPv4.
func (a *socketAnswer) inet(all map[string]*Socket, table string, lines []string, both map[uint64]bool) error {
	if len(lines) == 0 || !strings.HasPrefix(strings.TrimSpace(lines[0]), "sl ") {
		return errors.New("it has no head")
	}
	for _, line := range lines[1:] {
		f := strings.Fields(line)
		if len(f) < 10 || !socketCounts.MatchString(strings.Join(f[3:7], " ")) {
			return unexpected(line)
		}
		at, err := a.address(f[1])
		inode, err2 := strconv.ParseUint(f[9], 10, 64)
		if _, err3 := strconv.Atoi(f[7]); err != nil || err2 != nil || err3 != nil {
			return unexpected(line)
		}
		l := Listener{Address: at.Addr().Unmap().String(), Inode: inode, User: a.users.of(f[7])}
		family := table
		if at.Addr().Is4In6() {
			family = strings.TrimSuffix(table, "6")
		} else if at.Addr() == netip.IPv6Unspecified() {
			l.Both = Cannot[bool]("whether it takes IPv4 too, only a newer ss tells, which is not there")
			if b, ok := both[inode]; ok {
				l.Both = Known(b)
			}
		}
		listener(all, fmt.Sprintf("%s:%d", family, at.Port()), l)
	}
	return nil
}

// socketCounts are the columns st, tx_queue:rx_queue, tr:tm->when and retrnsmt.
var socketCounts = regexp.MustCompile(`^0[A7] [0-9A-F]+:[0-9A-F]+ [0-9A-F]+:[0-9A-F]+ [0-9A-F]+$`)

// address reads ADDRESS:PORT in hexadecimal; the address is words of 32 bits in the machine's order.
func (a *socketAnswer) address(s string) (netip.AddrPort, error) {
	addr, port, _ := strings.Cut(s, ":")
	raw, err := hex.DecodeString(addr)
	if err != nil {
		return netip.AddrPort{}, err
	}
	if !a.bigEndian {
		for i := 0; i+4 <= len(raw); i += 4 {
			slices.Reverse(raw[i : i+4])
		}
	}
	n, err := strconv.ParseUint(port, 16, 16)
	if err != nil || len(port) != 4 {
		return netip.AddrPort{}, fmt.Errorf("%q is no port", port)
	}
	ip, ok := netip.AddrFromSlice(raw)
	if !ok {
		return netip.AddrPort{}, fmt.Errorf("%q is no address", addr)
	}
	return netip.AddrPortFrom(ip, uint16(n)), nil
}

// unix reads /proc/net/unix. A zero byte that begins an abstract name is shown as @.
func (a *socketAnswer) unix(all map[string]*Socket) error {
	lines := a.tables["unix"]
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "Num ") {
		return errors.New("it has no head")
	}
	for _, line := range lines[1:] {
		f := strings.Fields(line)
		if len(f) < 8 {
			return unexpected(line)
		}
		inode, err := strconv.ParseUint(f[6], 10, 64)
		_, bound, ok := strings.Cut(line, " "+f[6]+" ")
		if err != nil || !ok {
			return unexpected(line)
		}
		bound = hosttext.FromString(bound)
		listener(all, "unix:"+bound, Listener{Address: bound, Inode: inode})
	}
	return nil
}

// both reads ss: by inode, whether a socket of IPv6 takes IPv4 too.
func (a *socketAnswer) both() map[uint64]bool {
	out := map[uint64]bool{}
	for _, line := range a.tables["ss"] {
		var inode uint64
		only := ""
		for _, word := range strings.Fields(line) {
			if v, ok := strings.CutPrefix(word, "ino:"); ok {
				inode, _ = strconv.ParseUint(v, 10, 64)
			}
			if v, ok := strings.CutPrefix(word, "v6only:"); ok {
				only = v
			}
		}
		if inode != 0 && (only == "0" || only == "1") {
			out[inode] = only == "0"
		}
	}
	return out
}

// askedFiles adds the files of asked unix sockets, and rows of those that were bound by another path.
func (a *socketAnswer) askedFiles(rows Rows[Socket], asks []Ask) {
	for i, ask := range asks {
		if ask.Want != "file" || strings.HasPrefix(ask.Key, "unix:@") {
			continue
		}
		s, there := Socket{}, false
		if r := rows[ask.Key]; r.Is != nil {
			s, there = *r.Is, true
		}
		for _, bound := range a.same[i] {
			if r := rows["unix:"+hosttext.FromString(bound)]; r.Is != nil {
				s.Listeners, there = append(slices.Clone(s.Listeners), r.Is.Listeners...), true
			}
		}
		s.File = a.file(i)
		if file, err := s.File.Get(); there || err != nil || file.There {
			rows.Has(ask.Key, s)
		} else {
			rows.Lacks(ask.Key)
		}
	}
}

// statWords are a device and inode, a user id, a mode and a type, as stat names them.
var statWords = regexp.MustCompile(`^[0-9]+:[0-9]+ ([0-9]+) ([0-7]+) (socket|regular file|regular empty file|directory|fifo|character special file|block special file)$`)

func (a *socketAnswer) file(ask int) Value[SocketFile] {
	status, text, _ := strings.Cut(a.files[ask], " ")
	f := statWords.FindStringSubmatch(text)
	switch {
	case status == "0" && f != nil:
		return Known(SocketFile{There: true, Owner: a.users.of(f[1]), Mode: f[2], Type: f[3]})
	case status == "1" && (strings.HasSuffix(text, ": No such file or directory") || strings.HasSuffix(text, ": Not a directory")):
		return Known(SocketFile{Owner: Cannot[string]("the file is not there")})
	case status == "127":
		return Cannot[SocketFile]("stat is missing")
	}
	return Cannot[SocketFile]("its file could not be looked at: " + hosttext.FromString(text))
}
