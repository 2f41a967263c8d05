package conf

// Options say how strictly a configuration is read. The zero value is what the functions of the package use.
type Options struct {
	Unknown Unknown
}

// An Unknown says what becomes of names that NGINX 1.22, as Debian ships it, does not know.
type Unknown int

const (
	// Keep keeps what another NGINX may know, with a [Note]: directives that no table has, and what later versions take.
	// Variables are kept when such directives or modules stand in the configuration, for they may define them.
	Keep Unknown = iota
	// Refuse refuses what Debian's nginx 1.22 without further modules would refuse.
	Refuse
)
