package compare

import (
	"slices"
	"strings"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// modules hand requests on; their directives begin with the name and "_".
var modules = []string{"proxy", "fastcgi", "uwsgi", "scgi", "grpc", "memcached"}

// module is the module that a directive belongs to, or "".
func module(name string) string {
	before, _, _ := strings.Cut(name, "_")
	if slices.Contains(modules, before) && before != name {
		return before
	}
	return ""
}

// group is the name under which directives take each other's place.
func group(name string) string {
	switch name {
	case "alias":
		return "root"
	case "deny":
		return "allow"
	}
	return name
}

// Directives that a nested block does not inherit.
func own(name string) bool {
	switch name {
	case "set", "if", "return", "rewrite", "break", "try_files", "limit_except", "server_name", "empty_gif", "stub_status", "flv", "mp4", "perl", "js_content", "hls", "echo":
		return true
	}
	return module(name) != "" && strings.HasSuffix(name, "_pass") || strings.Contains(name, "_by_lua")
}

// inForce are the directives that hold in a block by their group: its own, and of each group that it has none of those of
// the next block around. Of lists the nearest holds whole, as in NGINX.
func (p *place) inForce() map[string][]line {
	all := map[string][]line{}
	for at := p; at != nil; at = at.outer {
		here := map[string][]line{}
		for _, d := range at.block.Block {
			if g := group(d.Name); at == p || !own(d.Name) {
				here[g] = append(here[g], lineOf(d))
			}
		}
		for g, lines := range here {
			if all[g] == nil {
				all[g] = lines
			}
		}
	}
	return all
}

// A kind is how a request is answered in a place, as far as it says which of its directives matter.
type kind struct {
	handed  string // the module that hands it on; "" else
	early   bool   // by a return or rewrite, before anybody asks who may come in
	reads   bool   // GET or HEAD: it has no body
	headers bool   // add_header adds to this status
	passing bool   // the request goes on elsewhere: only who may pass and how often matters
	several bool   // it hangs on what is not known
	text    bool   // of a return, and not known
}

// The ways of requests are followed by what these say, or no answer shows it, or they are blocks of their own.
var (
	followed = strings.Fields(`set return rewrite break try_files error_page index root allow satisfy internal recursive_error_pages absolute_redirect
		port_in_redirect server_name_in_redirect merge_slashes location server_name listen server upstream map geo split_clients random_index`)
	unseen = strings.Fields(`access_log error_log log_format log_not_found log_subrequest rewrite_log uninitialized_variable_warn status_zone
		sendfile sendfile_max_chunk tcp_nopush tcp_nodelay keepalive_timeout keepalive_requests keepalive_time keepalive_disable reset_timedout_connection aio
		aio_write directio directio_alignment open_file_cache open_file_cache_errors open_file_cache_min_uses open_file_cache_valid open_log_file_cache
		output_buffers postpone_output read_ahead lingering_close lingering_time lingering_timeout send_lowat client_header_buffer_size
		connection_pool_size request_pool_size server_names_hash_bucket_size server_names_hash_max_size types_hash_bucket_size types_hash_max_size
		variables_hash_bucket_size variables_hash_max_size map_hash_bucket_size map_hash_max_size limit_req_zone limit_conn_zone
		client_body_temp_path client_body_buffer_size http2 http2_max_concurrent_streams limit_req_log_level limit_conn_log_level js_import js_set perl_set perl_modules`)
	late   = strings.Fields(`auth_basic auth_basic_user_file auth_request auth_request_set limit_req limit_req_status limit_conn limit_conn_status mirror mirror_request_body`)
	always = []int{200, 201, 204, 206, 301, 302, 303, 304, 307, 308}
)

var followedSet, unseenSet, lateSet = set(followed), set(unseen), set(late)

func set(names []string) map[string]bool {
	all := map[string]bool{}
	for _, n := range names {
		all[n] = true
	}
	return all
}

// counts are those lines of a group that say something of an answer of this kind which its way does not say already.
func (k kind) counts(g string, lines []line) []line {
	m := module(g)
	switch {
	case g == "return" && k.text:
		return speaking(lines)
	case followedSet[g] || unseenSet[g] || strings.HasSuffix(g, "_cache_path") || strings.HasPrefix(g, "ssl_") && g != "ssl_verify_client":
		return nil
	case lateSet[g]:
		if k.early {
			return nil
		}
	case k.passing && (m == "" || m != k.handed):
		return nil
	case m != "" && m == k.handed && g == m+"_pass": // what it comes to is compared, unless that is not known
		return speaking(lines)
	case m != "" && m != k.handed, g == "client_max_body_size" && k.reads:
		return nil
	case g == "add_header" && !k.headers:
		return slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return len(l.d.Args) < 3 })
	case g == "if" || g == "limit_except":
		return slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return plain(l.d, k.text) })
	}
	return lines
}

// speaking are the lines that speak of variables.
func speaking(lines []line) []line {
	return slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return !strings.Contains(l.text, "$") })
}

// plain says whether all that an if or limit_except does is followed.
func plain(d *conf.Directive, text bool) bool {
	for _, in := range d.Block {
		switch {
		case in.Name == "return" && text && strings.Contains(normal(in), "$"):
			return false
		case group(in.Name) == "root" || !followedSet[in.Name] && in.Name != "deny":
			return false
		}
	}
	return true
}
