package version_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
	"github.com/fleetspec/fleetspec/specs/version"
)

const pairs = 10_000

func generator(t *testing.T) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("FLEETSPEC_SEED"); s != "" {
		if _, err := fmt.Sscan(s, &seed); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("FLEETSPEC_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// text makes a string of runs of digits, letters and signs.
func text(r *rand.Rand, signs string, runs int) string {
	var b strings.Builder
	for range 1 + r.IntN(runs) {
		switch r.IntN(4) {
		case 0, 1:
			b.WriteString([]string{"0", "1", "2", "9", "10", "007", "00", "20240101123045123456", "20240101123045123457", "9223372036854775808"}[r.IntN(10)])
		case 2:
			b.WriteString([]string{"a", "b", "Z", "rc", "beta", "dev", "pl", "alpha", "p", "el9", "git"}[r.IntN(11)])
		}
		if r.IntN(3) > 0 {
			b.WriteByte(signs[r.IntN(len(signs))])
		}
	}
	return b.String()
}

// near gives a string that is mostly the same.
func near(r *rand.Rand, s, signs string) string {
	at := r.IntN(len(s) + 1)
	switch r.IntN(4) {
	case 0:
		return s[:at] + text(r, signs, 1) + s[at:]
	case 1:
		return s[:at] + text(r, signs, 2)
	case 2:
		if at < len(s) {
			return s[:at] + s[at+1:]
		}
	}
	return text(r, signs, 5)
}

func TestReferee_dpkg(t *testing.T) {
	if _, err := exec.LookPath("dpkg"); err != nil {
		t.Skip("SKIPPED, the referee is missing: ", err)
	}
	r, n := generator(t), pairs
	if testing.Short() {
		n = 500
	}
	const signs = ".+~.-"
	whole := func(up string) string {
		epoch := []string{"", "", "0:", "1:", "12:"}[r.IntN(5)]
		revision := ""
		if strings.Contains(up, "-") || r.IntN(2) == 0 {
			revision = "-" + strings.ReplaceAll(text(r, ".+~", 2), "-", "") + "1"
		}
		return epoch + "1" + up + revision
	}
	words := map[int]string{-1: "lt", 0: "eq", 1: "gt"}
	var in bytes.Buffer
	seen := map[int]int{}
	for range n {
		up := text(r, signs, 6)
		a, b := whole(up), whole(near(r, up, signs))
		if r.IntN(20) == 0 {
			b = strings.Replace(a, ".1", ".01", 1)
		}
		c, err := version.Compare(version.Dpkg, a, b)
		if err != nil {
			t.Fatal(err)
		}
		seen[c]++
		fmt.Fprintln(&in, a, words[c], b)
	}
	// It prints what dpkg denies. dpkg exits with 0, 1 or, of a version that it can't read, 2.
	out := referee(t, &in, "sh", "-c", `n=0; while read -r a op b; do dpkg --compare-versions "$a" "$op" "$b" 2>/dev/null || echo "$a $op $b ($?)"; n=$((n+1)); done; echo $n`)
	judge(t, out, n, seen)
}

func TestReferee_rpm(t *testing.T) {
	if _, err := exec.LookPath("rpm"); err != nil {
		t.Skip("SKIPPED, the referee is missing: ", err)
	}
	r := generator(t)
	const signs = "..~^_+"
	var in bytes.Buffer
	seen := map[int]int{}
	for range pairs {
		a := text(r, signs, 6)
		b := near(r, a, signs)
		if a == "" || b == "" {
			a, b = "1"+a, "1"+b
		}
		c, err := version.Compare(version.RPM, a, b)
		if err != nil {
			t.Fatal(err)
		}
		seen[c]++
		fmt.Fprintln(&in, a, c, b)
	}
	// One rpm judges all: its Lua has no other way to compare.
	judge(t, referee(t, &in, "rpm", "--eval", `%{lua:
		local n = 0
		for l in io.lines() do
			local a, w, b = l:match("^(%S+) (%S+) (%S+)$")
			local v = rpm.vercmp(a, b)
			if v ~= tonumber(w) then print(l .. " (" .. v .. ")\n") end
			n = n + 1
		end
		print(n)}`), pairs, seen)
}

func referee(t *testing.T, in *bytes.Buffer, argv ...string) []string {
	t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	if in != nil {
		cmd.Stdin = in
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %.500s", argv[0], err, out)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// judge wants no denial, all pairs tried, and pairs of each order among them.
func judge(t *testing.T, lines []string, n int, seen map[int]int) {
	t.Helper()
	if last := lines[len(lines)-1]; last != fmt.Sprint(n) {
		t.Fatalf("the referee ended with %.200q, want %d", last, n)
	}
	for i, denied := range lines[:len(lines)-1] {
		if denied != "" && i < 20 {
			t.Errorf("denied: %s", denied)
		}
	}
	if seen[-1] < n/10 || seen[1] < n/10 || seen[0] < n/100 {
		t.Errorf("pairs by order %v: too one-sided", seen)
	}
	t.Logf("%d pairs, %v", n, seen)
}

var long = regexp.MustCompile(`(\d{9})\d+`)

func TestReferee_php(t *testing.T) {
	host := phpweb.Shared(t)
	r, n := generator(t), 2_000
	const signs = "..+-_" // dots are the most frequent
	var in bytes.Buffer
	seen := map[int]int{}
	for range n {
		a := "1" + text(r, signs, 5)
		b := "1" + near(r, a[1:], signs)
		if r.IntN(20) == 0 {
			b = strings.Replace(a, ".1", "-01", 1)
		}
		// PHP reads numbers into a long, and so confuses those over 63 bits.
		// It finds that a version which ends in a separator is not the same as itself.
		a, b = strings.TrimRight(long.ReplaceAllString(a, "$1"), ".+-_"), strings.TrimRight(long.ReplaceAllString(b, "$1"), ".+-_")
		c, err := version.Compare(version.PHP, a, b)
		if err != nil {
			t.Fatal(err)
		}
		seen[c]++
		fmt.Fprintln(&in, a, c, b)
	}
	out, err := host.Shell(t.Context(), `php -r '$n = 0; while ($l = fgets(STDIN)) { [$a, $w, $b] = explode(" ", trim($l)); $n++;
		if (version_compare($a, $b) != $w) echo trim($l), " (", version_compare($a, $b), ")\n"; } echo $n;' <<'EOP'
`+in.String()+"EOP\n")
	if err != nil {
		t.Fatal(err)
	}
	judge(t, strings.Split(strings.TrimSpace(out), "\n"), n, seen)
}
