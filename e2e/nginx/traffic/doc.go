// Package traffic reads requests that were sent, or may be: a list of methods and URLs, or NGINX's access log in any
// log_format.
package traffic
