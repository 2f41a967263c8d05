package version

// dpkgOrder is the order of deb-version(7): non-digits and digits in turn; in
// non-digits ~ is before the end, the end before letters, and letters before the rest.
//
// knqyf263/go-deb-version is not used: it reads digits into an int, so that two
// numbers over 63 bits (dates with nanoseconds, hashes) are the same to it.
func dpkgOrder(a, b string) int {
	for a != "" || b != "" {
		for (a != "" && !isDigit(a[0])) || (b != "" && !isDigit(b[0])) {
			if c := dpkgWeight(a) - dpkgWeight(b); c != 0 {
				return sign(c)
			}
			a, b = a[1:], b[1:]
		}
		var na, nb string
		na, a = digits(a)
		nb, b = digits(b)
		if c := numbers(na, nb); c != 0 {
			return c
		}
	}
	return 0
}

// dpkgWeight is the weight of a string's first character among non-digits.
func dpkgWeight(s string) int {
	switch {
	case s == "" || isDigit(s[0]):
		return 0
	case s[0] == '~':
		return -1
	case isAlpha(s[0]):
		return int(s[0])
	}
	return int(s[0]) + 256
}

// digits cuts the leading digits off.
func digits(s string) (number, rest string) {
	i := 0
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return s[:i], s[i:]
}

// numbers compares two strings of digits as numbers, of any length; "" is 0.
func numbers(a, b string) int {
	for a != "" && a[0] == '0' {
		a = a[1:]
	}
	for b != "" && b[0] == '0' {
		b = b[1:]
	}
	switch {
	case len(a) != len(b):
		return sign(len(a) - len(b))
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
