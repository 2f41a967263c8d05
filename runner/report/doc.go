// Package report tells a person and other programs what a run came to: on the
// console, as JUnit XML, as JSON, and live while hosts are collected.
//
// All reports are pure functions of an outcome.Run. None says "passed" unless the
// run's own verdict does. Text may come from hosts and is never trusted:
// control and bidirectional characters are made visible (hosttext.Visible, which
// changes nothing when it was done before), JUnit and JSON go through their encoders, and what
// a CI system would read as a command to itself is broken up.
package report
