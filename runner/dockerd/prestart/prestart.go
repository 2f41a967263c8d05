// Package prestart keeps testcontainers from looking at every process of this machine whenever a program that holds it
// starts, also one that starts no container: it does so in its init, to give the session an id, and takes longer than all else
// of a start; where processes can't be listed it makes up a random id, which does as well.
//
// Packages without open imports are initialised in the order of their paths (the Go specification, "Program
// initialization"), and this one has but os: it is ready before any package of testcontainers.
package prestart

import "os"

// procVariable names the folder where gopsutil, which testcontainers asks, looks for processes.
const procVariable = "HOST_PROC"

var hidden bool

func init() {
	if _, set := os.LookupEnv(procVariable); !set {
		hidden = os.Setenv(procVariable, "/nonexistent") == nil
	}
}

// Over gives the environment back. Package dockerd calls it as soon as testcontainers stands.
func Over() {
	if hidden {
		hidden = false
		_ = os.Unsetenv(procVariable) // fails for no name that could be set
	}
}
