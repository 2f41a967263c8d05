package pattern

// Lower is a text in lower case as NGINX makes it (ngx_strlow): bytes above ASCII have no case.
func Lower(s string) string {
	out := []byte(s)
	for i, c := range out {
		out[i] = lower(c)
	}
	return string(out)
}

// Fold says whether two texts are the same to NGINX whatever the case of their letters (ngx_strncasecmp).
func Fold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

// lower is as PCRE2's tables of the C locale: bytes above ASCII have no case.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
