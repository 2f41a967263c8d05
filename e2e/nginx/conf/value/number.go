// Package value reads the values of directives as NGINX 1.22 does: numbers, sizes, times, addresses and URLs. What it
// refuses, NGINX refuses.
package value

import (
	"math"
	"strconv"
	"strings"
)

// Number reads digits alone (ngx_atoi).
func Number(text string) (int64, bool) {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// Hex reads hexadecimal digits alone (ngx_hextoi).
func Hex(text string) (int64, bool) {
	if text == "" || strings.Trim(text, "0123456789abcdefABCDEF") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 16, 64)
	return n, err == nil
}

// Size reads a number of bytes, with "k" or "m" (ngx_parse_size).
func Size(text string) (int64, bool) { return scaled(text, "km") }

// Offset reads a number of bytes, with "k", "m" or "g" (ngx_parse_offset).
func Offset(text string) (int64, bool) { return scaled(text, "kmg") }

func scaled(text, units string) (int64, bool) {
	scale := int64(1)
	if text != "" {
		if i := strings.IndexByte(units, text[len(text)-1]|0x20); i >= 0 && text[len(text)-1] >= 'A' {
			scale = 1 << (10 * (i + 1))
			text = text[:len(text)-1]
		}
	}
	n, ok := Number(text)
	if !ok || n > math.MaxInt64/scale {
		return 0, false
	}
	return n * scale, true
}

// Percent reads a number with at most two digits behind the point, in hundredths (ngx_atofp).
func Percent(text string) (int64, bool) {
	whole, part, point := strings.Cut(text, ".")
	if text == "" || len(part) > 2 || strings.Trim(whole+part, "0123456789") != "" || point && whole+part == "" {
		return 0, false
	}
	return Number(whole + part + "00"[len(part):])
}

// A unit of time: its sign, its rank (each may follow a greater one only) and its seconds.
type unit struct {
	sign byte
	rank int
	secs int64
}

var units = []unit{{'y', 1, 31536000}, {'M', 2, 2592000}, {'w', 3, 604800}, {'d', 4, 86400}, {'h', 5, 3600}, {'m', 6, 60}, {'s', 7, 1}, {' ', 9, 1}}

const (
	rankMonth  = 2
	rankSecond = 7
	rankMilli  = 8
)

// Seconds reads a time like "1h 30m" or "90" in seconds (ngx_parse_time).
func Seconds(text string) (int64, bool) { return time(text, true) }

// Milliseconds reads a time like "1h30m", "500ms" or "90", which are seconds, in milliseconds (ngx_parse_time). Years and
// months are no units here.
func Milliseconds(text string) (int64, bool) { return time(text, false) }

func time(text string, seconds bool) (int64, bool) {
	var total, n int64
	var step int
	digits := false
	if !seconds {
		step = rankMonth
	}
	for i := 0; i < len(text); {
		c := text[i]
		i++
		if '0' <= c && c <= '9' {
			if n > (math.MaxInt64-int64(c-'0'))/10 {
				return 0, false
			}
			n, digits = n*10+int64(c-'0'), true
			continue
		}
		scale, rank, ok := measure(c, i < len(text) && text[i] == 's', step, seconds)
		if !ok || n > math.MaxInt64/scale || total > math.MaxInt64-n*scale {
			return 0, false
		}
		if rank == rankMilli {
			i++
		}
		step, total, n = rank, total+n*scale, 0
		for i < len(text) && text[i] == ' ' {
			i++
		}
	}
	if !seconds && n <= math.MaxInt64/1000 {
		n *= 1000
	} else if !seconds {
		return 0, false
	}
	return total + n, digits && total <= math.MaxInt64-n
}

// measure is what a unit multiplies by, in seconds or milliseconds, and its rank, if it may stand here.
func measure(sign byte, ms bool, step int, seconds bool) (scale int64, rank int, ok bool) {
	if sign == 'm' && ms {
		return 1, rankMilli, !seconds && step < rankMilli
	}
	for _, u := range units {
		if u.sign != sign {
			continue
		}
		scale = u.secs
		if !seconds {
			scale *= 1000
		}
		if sign == ' ' {
			return scale, u.rank, step < rankSecond
		}
		return scale, u.rank, step < u.rank
	}
	return 0, 0, false
}
