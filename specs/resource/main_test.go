package resource

import (
	"os"
	"testing"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

func TestMain(m *testing.M) { os.Exit(phpweb.Main(m)) }
