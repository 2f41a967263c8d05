package fact

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/fleetspec/fleetspec/runner/hosttext"
)

// maxEnviron is the size of the largest environment that is read, in bytes.
const maxEnviron = 256 << 10

// parseEnviron reads what od printed of a /proc/PID/environ: NAME=VALUE, each ended by NUL. Where
// the process wrote over it (its title, as NGINX and PHP-FPM do) it is an error.
func parseEnviron(dump string) (map[string]Variable, error) {
	raw, err := hex.DecodeString(strings.Join(strings.Fields(dump), ""))
	switch {
	case err != nil:
		return nil, fmt.Errorf("its environment could not be read: %w", err)
	case len(raw) > maxEnviron:
		return nil, fmt.Errorf("its environment is over %d KiB", maxEnviron>>10)
	}
	env := map[string]Variable{}
	if len(raw) == 0 {
		return env, nil
	}
	if raw[len(raw)-1] != 0 {
		return nil, errOverwritten
	}
	for _, entry := range bytes.Split(raw[:len(raw)-1], []byte{0}) {
		name, value, ok := strings.Cut(string(entry), "=")
		if !ok || !isVariableName(name) {
			return nil, errOverwritten
		}
		name = hosttext.FromString(name)
		if _, twice := env[name]; !twice { // getenv(3) finds the first one
			env[name] = newVariable(name, value)
		}
	}
	return env, nil
}

var errOverwritten = errors.New("it wrote over its environment (with its title); ask what sets it: its service's Environment, PHP-FPM's env[…]")

// isVariableName tells whether a name may have been given to a program on purpose, and is no piece of a title.
func isVariableName(s string) bool {
	if s == "" {
		return false
	}
	for _, r := range s {
		if r <= ' ' || r == 0x7f || strings.ContainsRune("/:;,\"'[]<>", r) {
			return false
		}
	}
	return true
}
