// Package phpweb is the reference suite of checks of the PHP application: what its NGINX configuration and it
// itself answer, against any endpoint. Nothing of a fixture is in it.
package phpweb

import _ "embed" // of the checks

// YAML are the checks, as `fleetspec check` takes them.
//
//go:embed checks.yaml
var YAML []byte

// HostYAML are those of a host that also serves the application under its own name, which is ${host}.
//
//go:embed host.yaml
var HostYAML []byte
