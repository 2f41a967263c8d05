package fact

import (
	"regexp"
	"strings"
)

const (
	phpNever  = `^\b$` // matches nothing
	phpNumber = `^[0-9]{1,9}$`
	phpOne    = `^1$`
	phpPath   = `^/[^$]*$`
	phpSize   = `^(-1|[0-9]{7,15}|[0-9]{4,9}[Kk]|([2-9]|[0-9]{2,6})[Mm]|[0-9]{1,4}[Gg])$`
)

// phpLooksAt are the directives whose new value PHP looks at, and which keep the old one without a word when it
// does not like the new; the regular expression is what it surely takes. Found by giving each directive of PHP 8.2 odd values through
// a pool. PHP-FPM makes the paths among them absolute by its own prefix.
var phpLooksAt = map[string]string{
	"bcmath.scale": phpNumber, "fiber.stack_size": phpNever, "max_input_vars": phpNumber, "memory_limit": phpSize,
	"precision": phpNumber, "serialize_precision": `^(-1|[0-9]{1,3})$`,
	"browscap": phpNever, "date.timezone": phpNever, "intl.default_locale": phpNever, "memory_hard_limit_percent": phpNever,
	"syslog.facility": phpNever, "syslog.filter": phpNever, "zend.assertions": phpNever, "zend.script_encoding": phpNever,
	"zend.exception_string_param_max_len": phpNumber, "phar.readonly": phpOne, "phar.require_hash": phpOne,
	"error_log": `^(/[^$]*|syslog)$`, "sendmail_path": phpPath, "soap.wsdl_cache_dir": phpPath,
	"session.cookie_path": phpPath, "session.save_path": `^([0-9]+;)*/[^$]*$|^[a-z]+://`, "session.name": `^[A-Za-z_][A-Za-z0-9_]*$`,
	"session.cookie_lifetime": phpNumber, "session.sid_length": `^(2[2-9]|[3-9][0-9]|1[0-9][0-9])$`,
	"session.sid_bits_per_character": `^[456]$`, "session.upload_progress.freq": `^[0-9]{1,4}%?$`,
	"session.save_handler": `^(files|redis|memcached)$`, "zlib.output_compression": phpNever, "output_handler": phpNever,
	"zlib.output_handler": phpNever, "extension_dir": phpNever, "include_path": `^[./]`, "variables_order": `^[EGPCS]+$`,
	"opcache.enable": `^0?$`, "open_basedir": phpPath, "doc_root": phpPath, "user_dir": phpNever,
}

// phpLooksAtAll are the beginnings of the names of families that do so.
var phpLooksAtAll = []string{"exif.", "mbstring.", "memcached.", "iconv.", "assert."}

// phpRefuses says why PHP may refuse the value that a pool gives to a directive; else empty. Empty texts and numbers
// below zero are refused by many.
func phpRefuses(name, value string, was PHPSetting) string {
	old, known := was.Value.value, was.Value.known
	takes, looks := phpLooksAt[name]
	for _, family := range phpLooksAtAll {
		if strings.HasPrefix(name, family) {
			takes, looks = phpNever, true
		}
	}
	switch {
	case looks && regexp.MustCompile(takes).MatchString(value), known && value == old && value != "":
		return ""
	case looks:
		return "it looks at " + name
	case value == "" && !was.Switch && (!known || old != ""):
		return "it is empty"
	case strings.HasPrefix(value, "-") && name != "max_input_time" && name != "error_reporting":
		return "it is below zero"
	}
	return ""
}
