// Package evidence tells by an answer which of the ways that a request can take through NGINX it took: what an upstream
// answered is not known, but what the client got can show it. It says so only where nothing else explains the answer:
//
//   - the answer has a header that one location of the whole configuration adds, and the body that its return gives:
//     an error page that stands for what the upstream said;
//   - the answer of a FastCGI, uwsgi or SCGI application has an ETag that NGINX makes of a file's time and size, and a file of
//     the target has both: the application handed over to NGINX, by X-Accel-Redirect.
package evidence
