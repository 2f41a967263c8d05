package phpweb

import _ "embed"

// YAML is the same story as a spec file: what YAML can say of such a host.
//
//go:embed web.yaml
var YAML []byte
