// Package fact asks a host what it is, once, and keeps the answer.
//
// The way of the data:
//
//	asks ──► one POSIX sh script ──► framed output ──► tables of rows ──► snapshot
//
// A Table is one kind of fact (packages, services, files): its shell, its parser
// and its row type stand together in one file. Collect sends one script with
// all the asked tables in one exec and returns a Snapshot, plain data that can be
// saved, loaded and judged after the host is gone.
//
// Unknown is never absent. A table says of each row, and of itself, what is or why
// it could not tell; "not there" is said only when the host said so.
package fact
