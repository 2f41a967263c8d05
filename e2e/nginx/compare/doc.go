// Package compare says of requests whether they go the same way under two NGINX configurations, before anything is sent:
// the location each enters and the one that answers, what NGINX answers or hands on, and what the blocks on the way say. What
// can't be told is never told as the same.
//
// The way of the data: [New] pairs the servers and locations of two models and asks nothing; [Comparison.Judge] compares
// the ways of one request; a [Meter] counts and groups what a list or a log comes to.
//
// Two things are not compared: what upstreams answer and files say, and what no answer shows, such as logs, buffers of
// connections and TLS.
package compare
