package suite

import (
	"fmt"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
)

// phase is where the process is between the package's start and its end.
var phase = declaring

type phaseOf int

const (
	declaring  phaseOf = iota // package variables: only containers may be made
	building                  // the tree is built for the preview
	rebuilding                // and again for the run; then specs run
)

// misplaced are top-level nodes that Ginkgo would drop from the second build: a failing
// top-level It would go green.
var misplaced []string

func init() {
	ginkgo.AddTreeConstructionNodeArgsTransformer(func(t types.NodeType, offset ginkgo.Offset, text string, args []any) (string, []any, []error) {
		if phase == declaring && perSpec(t) {
			at := types.NewCodeLocation(int(offset))
			misplaced = append(misplaced, fmt.Sprintf("%s: %s %q stands outside of any container: put it inside a Describe", at, t, text))
		}
		if recorded(t) {
			args = append(args, surrounding(t))
		}
		return text, args, nil
	})
}

// arounds are by type of node: each that Ginkgo makes asks the stack where it was made.
var arounds = map[types.NodeType]types.AroundNodeDecorator{}

func surrounding(t types.NodeType) types.AroundNodeDecorator {
	a, ok := arounds[t]
	if !ok {
		a = ginkgo.AroundNode(around(t))
		arounds[t] = a
	}
	return a
}

// recorded tells whether reads inside such a node belong to the running spec. Those of
// BeforeAll and BeforeSuite belong to none.
func recorded(t types.NodeType) bool {
	return t.Is(types.NodeTypeIt | types.NodeTypeBeforeEach | types.NodeTypeJustBeforeEach |
		types.NodeTypeAfterEach | types.NodeTypeJustAfterEach)
}

func perSpec(t types.NodeType) bool {
	return recorded(t) || t.Is(types.NodeTypeReportBeforeEach|types.NodeTypeReportAfterEach)
}
