// Package coverage says which locations of an NGINX configuration some requests reached: those of a run, of a HAR, or
// of an access log. A location that is only selected to be answered by 404 (internal), or by a redirect for its missing
// slash, is not covered; one that no request can reach is told apart from one that none did.
package coverage
