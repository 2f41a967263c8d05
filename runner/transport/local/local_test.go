package local_test

import (
	"testing"

	"github.com/fleetspec/fleetspec/runner/transport"
	"github.com/fleetspec/fleetspec/runner/transport/local"
	"github.com/fleetspec/fleetspec/runner/transport/transporttest"
)

func TestConformance(t *testing.T) {
	transporttest.Conformance(t, func(*testing.T) transport.Transport { return local.Open() }, transporttest.Options{InheritsEnv: true})
}
