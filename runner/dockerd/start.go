package dockerd

import "github.com/fleetspec/fleetspec/runner/dockerd/prestart"

func init() { prestart.Over() }
