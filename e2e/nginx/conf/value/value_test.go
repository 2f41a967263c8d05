package value

import (
	"fmt"
	"testing"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		rule string
		read func(string) (int64, bool)
		text string
		want int64
		ok   bool
	}{
		{"digits", Number, "0099", 99, true},
		{"no sign", Number, "-1", 0, false},
		{"nothing", Number, "", 0, false},
		{"the greatest", Number, "9223372036854775807", 9223372036854775807, true},
		{"too great", Number, "9223372036854775808", 0, false},
		{"hexadecimal", Hex, "fF", 255, true},
		{"not hexadecimal", Hex, "0x1", 0, false},
		{"bytes", Size, "512", 512, true},
		{"kilobytes", Size, "8K", 8192, true},
		{"megabytes", Size, "1m", 1 << 20, true},
		{"a size has no gigabytes", Size, "1g", 0, false},
		{"an offset has", Offset, "2G", 2 << 30, true},
		{"a unit alone", Size, "k", 0, false},
		{"a size too great", Size, "9223372036854775807k", 0, false},
		{"a sign is no unit", Size, "1+", 0, false},
		{"seconds", Seconds, "90", 90, true},
		{"units fall", Seconds, "1y2M3w4d5h6m7s", 31536000 + 2*2592000 + 3*604800 + 4*86400 + 5*3600 + 6*60 + 7, true},
		{"units do not rise", Seconds, "1s1m", 0, false},
		{"a unit once", Seconds, "1h1h", 0, false},
		{"blanks between", Seconds, "1h 30m", 5400, true},
		{"a number behind the last unit", Seconds, "1m30", 90, true},
		{"no milliseconds of seconds", Seconds, "5ms", 0, false},
		{"seconds in milliseconds", Milliseconds, "90", 90000, true},
		{"milliseconds", Milliseconds, "1s500ms", 1500, true},
		{"no years of milliseconds", Milliseconds, "1y", 0, false},
		{"no months of milliseconds", Milliseconds, "1M", 0, false},
		{"no time", Milliseconds, "", 0, false},
		{"a unit without a number", Seconds, "m", 0, false},
		{"a unit without a number behind another", Seconds, "1hm", 3600, true},
		{"a time too great", Milliseconds, "9223372036854775807", 0, false},
		{"percent", Percent, "0.5", 50, true},
		{"whole percent", Percent, "12", 1200, true},
		{"three digits", Percent, "1.234", 0, false},
		{"a point alone", Percent, ".", 0, false},
	} {
		if got, ok := c.read(c.text); ok != c.ok || ok && got != c.want {
			t.Errorf("%s: %q gives %d, %v", c.rule, c.text, got, ok)
		}
	}
}

func TestAddresses(t *testing.T) {
	for text, want := range map[string]string{"1.2.3.4": "1.2.3.4", "1..2.3": "1.0.2.3", "1.2.3": "", "1.2.3.4.5": "", "256.1.1.1": "", "255.255.255.255": "", "a": "", "::1": "::1", "::ffff:1.2.3.4": "::ffff:1.2.3.4", "fe80::1%eth0": "", "[::1]": ""} {
		got, ok := Address(text)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%q gives %v, %v", text, got, ok)
		}
	}
	for text, want := range map[string]string{"10.0.0.1/8": "10.0.0.0/8", "1.2.3.4": "1.2.3.4/32", "::1/0": "::/0", "1.2.3.4/33": "", "1.2.3.4/": "", "x/8": "", "1.2.3.4/0": "0.0.0.0/0"} {
		got, ok := CIDR(text)
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%q gives %v, %v", text, got, ok)
		}
	}
	for text, want := range map[string]bool{"1.2.3.4": true, "1.2.3.4:80": true, "::1": true, "[::1]:80": true, "[::1]": false, "1.2.3.4:0": false, "1.2.3.4:": false, "x:80": false, "1.2.3.4:65536": false} {
		if IsAddressPort(text) != want {
			t.Errorf("%q is %v", text, !want)
		}
	}
}

func TestURLs(t *testing.T) {
	listen, upstream, proxy := Use{Listen: true, Default: 80}, Use{Default: 80}, Use{URI: true, Default: 443}
	for _, c := range []struct {
		text string
		use  Use
		want string // host, port, last port, path; or the error
	}{
		{"8080", listen, " 8080 0 "},
		{"8080-8090", listen, " 8080 8090 "},
		{"*:81", listen, "* 81 0 "},
		{"[::]:81-82", listen, "[::] 81 82 "},
		{"localhost", listen, "localhost 80 0 "},
		{"80-", listen, "80- 80 0 "},
		{"unix:/x:y", listen, "/x:y 0 0 "},
		{"0", listen, "invalid port"},
		{"90-80", listen, "invalid port range"},
		{"1.2.3.4:80-x", listen, "invalid port"},
		{"a/b", listen, "invalid host"},
		{"", listen, "no host"},
		{":80", listen, "no host"},
		{"unix:", listen, "no path in the unix domain socket"},
		{"8080", upstream, "8080 80 0 "},
		{"a:80-90", upstream, "invalid port"},
		{"a?b", upstream, "invalid host"},
		{"a:1/b?c", proxy, "a 1 0 /b?c"},
		{"a?b:1/c", proxy, "a 443 0 ?b:1/c"},
		{"unix:/x:/y", proxy, "/x 0 0 /y"},
		{"[::1]:8/y", proxy, "[::1] 8 0 /y"},
		{"[::1]y", proxy, "invalid host"},
		{"[::x]", proxy, "invalid IPv6 address"},
		{"[", proxy, "invalid host"},
		{"[]", proxy, "no host"},
	} {
		u, err := ParseURL(c.text, c.use)
		got := fmt.Sprintf("%s %d %d %s", u.Host, u.Port, u.LastPort, u.URI)
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q gives %q, want %q", c.text, got, c.want)
		}
	}
}
