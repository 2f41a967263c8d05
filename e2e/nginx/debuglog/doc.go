// Package debuglog reads what NGINX itself writes of each request where error_log has the level debug (and NGINX was
// built with it, as Debian's is): the locations it used, its moves, and the requests it made beside. Held against the ways
// that the model finds, it proves the one that was taken.
//
// The lines name no server and no file, a location only by its text, and none for a request that is refused as the
// location is internal. Where a server or a location has an error_log of its own the rest is written there. Lines are cut
// at 2048 bytes, and those of an HTTP/2 connection don't say which of its requests they tell of. What can't be told for one
// of these reasons is an error of its request.
package debuglog
