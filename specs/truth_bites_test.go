package specs

import (
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/specs/fact"
)

// TestTruthMatrixBites breaks one table the way other tools are broken: without dpkg-query it
// says that no package is there.
func TestTruthMatrixBites(t *testing.T) {
	whole := *fact.Packages
	t.Cleanup(func() { *fact.Packages = whole })
	fact.Packages.Shell = func(asks []fact.Ask) string {
		return "if have dpkg-query; then\n" + whole.Shell(asks) + "\nfi"
	}
	fact.Packages.Parse = func(asks []fact.Ask, out []byte) (fact.Rows[fact.Package], error) {
		if len(out) == 0 {
			return fact.Rows[fact.Package]{}, nil
		}
		return whole.Parse(asks, out)
	}
	root := openShared(t, "root")
	m := newMatrix(t, fact.Collector{Transport: root, Target: "sick"}, fact.Packages.ExampleAsks())
	m.healthy.Target = "well"
	toolFolders(t, []string{"dpkg-query"})
	f := fault{name: "dpkg-query missing", deadline: time.Minute, tables: []string{"package"},
		collector: fact.Collector{Transport: root, Target: "sick", Path: folderOf("dpkg-query", "missing")}}
	m.judge(f, m.collect(t, f))
	if len(m.false_) == 0 {
		t.Errorf("%d cells, and none shows the table that takes a missing tool for an absent package", m.tried)
	}
}
