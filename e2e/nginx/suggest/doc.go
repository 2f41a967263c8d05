// Package suggest finds requests that reach the locations of a configuration: for each one a request all of whose ways
// come to it, by the model of package nginx. Where there is none it says why.
//
// What a URI must be to enter a location is solved as a set of texts (package language): it begins so, matches this
// regex, and none of those that would take it first. The model judges each request that comes of that, so nothing is
// suggested that the constraints alone say. Locations that only NGINX itself leads to are looked for behind those that
// lead on: by the regexes, names and methods that their rewrites, try_files and error pages ask for. Last come requests
// with one header, cookie or argument more, by the values that the server's ifs and the maps that it speaks of ask for:
// those alone that a check sends as they are written.
package suggest
