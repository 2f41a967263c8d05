// Package suite runs a Ginkgo tree so that it can't be wrong by silence.
//
// The tree is built twice in one process. PreviewSpecs tells which specs the filters select,
// and while it builds, resources are declared; then a wing (package specs, package
// e2e) collects what those specs ask for; then RunSpecs judges in memory.
//
//	targets ──► build 1 (preview) ──► selected specs ──► wings collect ──► build 2 (run) ──► results
//
// What Ginkgo would take for a pass is not one when the spec's record of reads has an
// unknown, or no read at all; and the specs that the preview selected must be the
// outcomes that come back, each missing one is unknown.
package suite
