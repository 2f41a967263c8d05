package hostkeys

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" // as the format wants it
	"encoding/base64"
	"strconv"
	"strings"
)

// name is a host as it stands in known_hosts: in lower case, in brackets with
// its port when that is not 22.
func name(host string, port int) string {
	host = strings.ToLower(host)
	if port == 22 {
		return host
	}
	return "[" + host + "]:" + strconv.Itoa(port)
}

// matches says whether the line speaks of a name.
func (l *Line) matches(name string) bool {
	if !strings.HasPrefix(l.hosts, "|") {
		return matchList(name, strings.ToLower(l.hosts))
	}
	salt, ok := salt(l.hosts)
	return ok && hmac.Equal([]byte(hashed(name, salt)), []byte(l.hosts))
}

// salt of "|1|SALT|HASH".
func salt(hosts string) ([]byte, bool) {
	parts := strings.Split(hosts, "|")
	if len(parts) != 4 || parts[1] != "1" {
		return nil, false
	}
	salt, err := base64.StdEncoding.DecodeString(parts[2])
	return salt, err == nil && len(salt) == sha1.Size
}

func hashed(name string, salt []byte) string {
	mac := hmac.New(sha1.New, salt)
	mac.Write([]byte(name))
	code := base64.StdEncoding.EncodeToString
	return "|1|" + code(salt) + "|" + code(mac.Sum(nil))
}

// hashedAnew is name with a salt of its own.
func hashedAnew(name string) string {
	salt := make([]byte, sha1.Size)
	_, _ = rand.Read(salt) // never fails
	return hashed(name, salt)
}

// matchList: a pattern with a ! before it that matches wins.
func matchList(s, list string) bool {
	found := false
	for _, p := range strings.Split(list, ",") {
		if !match(s, strings.TrimPrefix(p, "!")) {
			continue
		}
		if strings.HasPrefix(p, "!") {
			return false
		}
		found = true
	}
	return found
}

// match: * is any text, ? one byte.
func match(s, pattern string) bool {
	star, from := -1, 0
	i, p := 0, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, i
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == s[i]):
			i, p = i+1, p+1
		case star >= 0:
			from++
			i, p = from, star+1
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}
