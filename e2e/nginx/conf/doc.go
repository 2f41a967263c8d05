// Package conf reads NGINX configurations into a tree of directives: from the dump of `nginx -T`, from files, or from one
// text. It splits words as ngx_conf_read_token does, resolves includes, keeps every position, and refuses what NGINX
// refuses, with the place. Directives it does not know are kept, with a note.
package conf
