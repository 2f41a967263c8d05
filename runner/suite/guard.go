package suite

import (
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/onsi/ginkgo/v2/types"
)

// Usage is an error of how the suite was called: exit status 2, nothing was run.
type Usage struct{ Err error }

func (u *Usage) Error() string { return u.Err.Error() }

// Unwrap gives the cause.
func (u *Usage) Unwrap() error { return u.Err }

func usage(format string, args ...any) error { return &Usage{fmt.Errorf(format, args...)} }

// guard refuses ways of running in which a result would be stale or twice collected.
func guard(config types.SuiteConfig) error {
	if config.ParallelTotal > 1 {
		return usage("run suite: parallel processes (-p, --procs) are refused: each would collect all hosts for itself, and judging is in memory. Run without -p")
	}
	if f := flag.Lookup("test.testlogfile"); f != nil && f.Value.String() != "" {
		return usage("run suite: go test may keep this result and answer \"ok (cached)\" after the host broke. Run it with -count=1")
	}
	if len(misplaced) > 0 {
		return &Usage{errors.New(strings.Join(misplaced, "\n"))}
	}
	return nil
}

// filter gives the configuration with a label filter that was read first: a bad one
// ends the process inside of Ginkgo.
func filter(config types.SuiteConfig, expr string) (types.SuiteConfig, error) {
	if expr == "" {
		expr = config.LabelFilter
	}
	if _, err := types.ParseLabelFilter(expr); err != nil {
		return config, usage("read label filter %q: %v", expr, err)
	}
	config.LabelFilter = expr
	return config, nil
}
