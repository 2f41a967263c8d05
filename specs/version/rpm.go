package version

import rpm "github.com/knqyf263/go-rpm-version"

// rpmOrder is rpmvercmp of two versions or two releases. They are given to the library
// one at a time, with an epoch before them, so that it takes nothing else apart.
func rpmOrder(a, b string) int {
	return rpm.NewVersion("0:" + a).Compare(rpm.NewVersion("0:" + b))
}
