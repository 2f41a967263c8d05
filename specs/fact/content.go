package fact

import (
	"bytes"
	"encoding/hex"
	"fmt"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// contentShell holds a word for tables that read files:
//
//	fs_content FILE    prints the content, MaxContent and a byte at most, and "rc S", in hexadecimal digits
//
// A head or timeout that does nothing and says that all went well would make every file an empty
// one: what they do is tried once.
var contentShell = fmt.Sprintf(`fs_reads=
fs_content() {
	if [ -z "$fs_reads" ]; then
		[ "$(printf abc | timeout 10 head -c 2 2>/dev/null)" = ab ]
		fs_reads=$?
	fi
	{
		if [ "$fs_reads" = 0 ]; then timeout 10 head -c %d -- "$1"; else (exit 127); fi
		printf 'rc %%s' $?
	} 2>/dev/null | od -An -v -tx1 | tr -d ' \n'
}
`, MaxContent+1)

// content reads the digits of a text, of at least so many bytes, and the exit status behind it.
func content(digits string, least int64) Value[string] {
	all, err := hex.DecodeString(digits)
	if err != nil || len(all) == 0 {
		return Cannot[string]("od or tr is missing or failed")
	}
	at := bytes.LastIndex(all, []byte("rc "))
	if at < 0 {
		return Cannot[string]("its end was cut off")
	}
	switch rc := string(all[at+3:]); {
	case rc == "124" || rc == "143":
		return Cannot[string]("reading it took over 10 s")
	case rc != "0":
		return Cannot[string](fmt.Sprintf("head or timeout is missing or failed (exit status %.20s)", hosttext.Visible(rc)))
	case at > MaxContent:
		return Cannot[string](fmt.Sprintf("it is larger than %d bytes", MaxContent))
	case int64(at) < least:
		return Cannot[string](fmt.Sprintf("%d bytes of it were read, stat says that there are more", at))
	}
	return Known(hosttext.FromBytes(all[:at]))
}
