// Package nginx says which location of an NGINX configuration a request reaches: the server it is given to, the
// location it enters, each internal hop and the location that answers in the end. The rules are NGINX's own (tried on
// 1.22), and a real NGINX is the referee of the tests.
//
// The way of the data: package conf reads a configuration into directives, [New] makes a [Model] of them, and
// [Model.Enter] chooses as ngx_http_core_find_location does. Nothing here talks to a network.
package nginx
