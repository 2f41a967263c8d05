package conf_test

func includeRows() []snippet {
	with := func(files map[string]string) func(string, bool, ...string) []snippet {
		return func(in string, ok bool, texts ...string) []snippet {
			all := rows("include", in, ok, texts...)
			for i := range all {
				all[i].with = files
			}
			return all
		}
	}
	files := with(map[string]string{"a": "set $a 1;", "empty": "", "half": "location /x {", "rest": "}", "d/1.conf": "set $b 1;", "d/.hidden.conf": "nosuch;", "d/x.txt": "nosuch;", "bom": "\ufeffset $a 1;",
		"{a,b}": "set $c 1;", "m": "x 1;", "self": "include self;", "two": "include one;", "one": "include two;", "$host": "set $d 1;", "t": "text/html html;", "g": "1.2.3.4 1;"})
	var all []snippet
	all = append(all, files("server", true, `include a;`, `include empty;`, `include none*;`, `include d/*.conf;`, `include [a];`, `include "{a,b}";`, `include $host;`, `include "a";`, `include a; include a;`, `include ./a;`, `include d/../a;`, `include d/?.conf;`, `include [!x]onf;`)...)
	all = append(all, files("server", false, `include nosuch;`, `include a b;`, `include;`, `include half; include rest;`, `include d;`, `include "{x,y}";`, `include {a,b};`, `include bom;`, `include d/*.txt;`, `include rest;`, `include a {}`, `include d/*;`, `include d/.*.conf;`)...)
	all = append(all, files("http", true, `map $host $m { include m; }`, `types { include t; }`, `geo $g { include g; }`, `map $host $m { include m*; }`)...)
	all = append(all, files("http", false, `map $host $m { include m; x 2; }`, `map $host $m { include nosuch; }`, `geo $g { include g*; }`, `types { include t t; }`, `map $host $m { include half; }`, `map $host $m { include m m; }`)...)
	return all
}

func directiveRows() (all []snippet) {
	add := func(rule, in string, ok bool, texts ...string) { all = append(all, rows(rule, in, ok, texts...)...) }
	add("numbers, sizes and times", "location", true, `client_max_body_size 1g;`, `client_max_body_size 0;`, `client_body_buffer_size 8K;`, `keepalive_timeout 65;`, `keepalive_timeout 1m30s 20;`, `send_timeout "1h 30m";`, `send_timeout 500ms;`, `proxy_read_timeout 1d;`, `limit_rate 10k;`, `limit_rate $host;`, `expires 1y;`, `expires -1;`, `expires @15h30m;`, `expires modified +24h;`, `expires max;`, `expires $host;`, `gzip_comp_level 9;`, `open_file_cache max=10 inactive=1m;`, `open_file_cache off;`, `directio 4m;`, `aio threads;`, `aio threads=default;`, `resolver 127.0.0.1 valid=30s ipv6=off;`, `gzip_buffers 16 8k;`, `output_buffers 1 1;`)
	add("numbers, sizes and times", "location", false, `client_max_body_size 1t;`, `client_max_body_size -1;`, `client_max_body_size 1.5m;`, `client_body_buffer_size 1g;`, `client_body_buffer_size "";`, `keepalive_timeout x;`, `keepalive_timeout 1 x;`, `keepalive_timeout 1 2 3;`, `send_timeout 1y;`, `send_timeout 1M;`, `send_timeout 1s1m;`, `send_timeout 1h1h;`, `send_timeout -1;`, `limit_rate x;`, `expires x;`, `expires modified @1h;`, `expires @25h;`, `expires never 1h;`, `gzip_comp_level 10;`, `gzip_comp_level 0;`, `open_file_cache inactive=1m;`, `open_file_cache max=0;`, `directio x;`, `aio x;`, `aio threads=nosuch;`, `resolver valid=30s;`, `resolver 127.0.0.1 ipv6=x;`, `gzip_buffers 0 8k;`, `gzip_window 3k;`, `client_max_body_size 99999999999999999999;`, `connection_pool_size 512;`)
	add("flags and names", "location", true, `sendfile ON;`, `gzip off;`, `satisfy ANY;`, `gzip_proxied any off;`, `server_tokens build;`, `lingering_close always;`, `disable_symlinks if_not_owner from=/x;`, `gzip_disable msie6 "MSIE [4-6]";`, `if_modified_since before;`, `autoindex_format json;`, `proxy_ignore_headers Expires Vary;`, `auth_basic off;`, `auth_basic "a $host";`, `default_type "";`, `chunked_transfer_encoding on;`)
	add("flags and names", "location", false, `sendfile yes;`, `gzip 1;`, `sendfile;`, `sendfile on on;`, `satisfy some;`, `gzip_proxied nosuch;`, `disable_symlinks;`, `disable_symlinks from=/x;`, `disable_symlinks off from=/x;`, `disable_symlinks on off;`, `gzip_disable (;`, `auth_basic;`, `auth_basic a b;`, `if_modified_since x;`, `default_type a; default_type b;`, `root;`, `root a b;`, `add_header a;`, `add_header a b c;`, `index;`, `index "";`, `allow x;`, `deny 1.2.3.4/33;`, `deny;`, `deny all all;`, `internal on;`, `stub_status on off;`, `empty_gif 1;`)
	add("addresses", "location", true, `allow 127.0.0.1; deny 10.0.0.0/8; allow ::1; deny fe80::/10; allow unix:; deny all;`, `allow 10.0.0.1/8;`, `set_real_ip_from 10.0.0.0/8; real_ip_header X-Real-IP; real_ip_recursive on;`, `allow 1..2.3;`)
	add("logs", "http", true, `log_format a "$remote_addr $status"; access_log /dev/null a;`, `log_format a escape=json '{"a":"$host"}' "b"; access_log off;`, `access_log /dev/null combined buffer=32k flush=5s gzip=9 if=$host;`, `access_log /dev/null COMBINED;`, `access_log syslog:server=127.0.0.1,facility=local0,tag=x,severity=info,nohostname;`, `error_log /dev/null debug_http debug_core;`, `log_format a $pipe$request_length;`, `open_log_file_cache max=10 valid=1m min_uses=2 inactive=1s;`, `log_format Combined a;`)
	add("logs", "http", false, `access_log /dev/null nosuch;`, `access_log off x;`, `access_log /dev/null combined x;`, `access_log /dev/null combined flush=5s;`, `access_log /dev/null combined gzip=10;`, `access_log /tmp/$host combined buffer=1k;`, `access_log syslog:server=127.0.0.1 combined buffer=1k;`, `access_log syslog:facility=local0;`, `access_log syslog:server=127.0.0.1,facility=x;`, `access_log syslog:server=127.0.0.1,tag=a-b;`, `log_format a;`, `log_format a b; log_format a c;`, `log_format combined b;`, `log_format a "$";`, `log_format a $nosuch;`, `log_format a escape=xml b;`, `access_log /dev/null combined buffer=1k; server { access_log /dev/null combined buffer=2k; }`, `access_log /dev/null combined if=$nosuch;`, `log_format a $1;`, `error_log /dev/null debug debug_http;`)
	add("zones", "http", true, `limit_req_zone $host zone=a:1m rate=5r/s; server { limit_req zone=a burst=5 nodelay; }`, `limit_req_zone $host zone=a:1m rate=1r/m;`, `limit_conn_zone $host zone=c:64k; limit_conn c 5;`, `proxy_cache_path /tmp/fleetspec-cache levels=1:2 keys_zone=k:1m max_size=1g inactive=1d use_temp_path=off; proxy_cache k; server {}`, `limit_req zone=a; limit_req_zone $host zone=a:1m rate=1r/s;`, `ssl_session_cache shared:s:1m builtin:100; server {}`)
	add("zones", "http", false, `limit_req zone=nosuch;`, `limit_conn nosuch 1;`, `limit_req_zone $host zone=a:1m rate=0r/s;`, `limit_req_zone $host zone=a rate=1r/s;`, `limit_req_zone $host rate=1r/s x=1;`, `limit_req_zone $host zone=a:1k rate=1r/s;`, `limit_req_zone $host zone=a:1m rate=1r/s; limit_conn_zone $host zone=a:1m;`, `limit_req_zone $host zone=a:1m rate=1r/s; limit_req_zone $uri zone=a:1m rate=1r/s;`, `limit_conn_zone $host zone=c:1m; limit_conn c 0;`, `limit_conn_zone $host zone=c:1m; limit_conn c 70000;`, `limit_req_zone $host zone=a:1m rate=1r/s; limit_req burst=5;`, `limit_req_zone $host zone=a:1m rate=1r/s; limit_req zone=a; limit_req zone=a;`, `proxy_cache_path /tmp/fleetspec-cache;`, `proxy_cache_path /tmp/fleetspec-cache keys_zone=k:1m levels=3;`, `proxy_cache_path /tmp/fleetspec-cache keys_zone=k:1m; proxy_cache_path /tmp/fleetspec-cache keys_zone=l:1m;`, `proxy_cache nosuch; server {}`, `ssl_session_cache shared:s; server {}`, `ssl_session_cache x;`, `proxy_cache_valid 99 1m;`, `proxy_cache_valid x;`)
	add("sizes that go together", "http", false, `server { large_client_header_buffers 4 256; connection_pool_size 512; }`, `server { connection_pool_size 100; }`, `server { request_pool_size 113; }`, `types_hash_max_size 0; server {}`, `variables_hash_max_size 0;`, `variables_hash_bucket_size 0;`, `proxy_headers_hash_bucket_size 0; server {}`, `http2_streams_index_size 3;`, `http2_chunk_size 0;`)
	add("referers and filters", "location", true, `valid_referers none blocked server_names *.x.y y.* ~\.z/ a/b; if ($invalid_referer) { return 403; }`, `sub_filter a b; sub_filter_once off;`, `mirror /a; mirror /b;`, `auth_request /a;`, `auth_request off;`, `auth_request_set $a $upstream_status;`, `userid_mark off; userid_expires max;`, `ancient_browser x; modern_browser msie 5.0;`)
	add("referers and filters", "location", false, `valid_referers "";`, `valid_referers ~;`, `valid_referers ~(;`, `valid_referers a..b c;`, `valid_referers a a;`, `valid_referers none;`, `sub_filter "" b;`, `mirror /a; mirror off;`, `mirror off; mirror /a;`, `auth_request /a; auth_request /b;`, `auth_request_set a b;`, `auth_request_set $host b;`, `userid_mark ab;`, `modern_browser x;`, `modern_browser x 1;`)
	return all
}

// foundRows are disagreements that random changes of configurations found.
func foundRows() (all []snippet) {
	add := func(rule, in string, ok bool, texts ...string) { all = append(all, rows(rule, in, ok, texts...)...) }
	add("long names in tables", "server", false, `gzip_types text/`+long[:47]+`;`, `types { a/b `+long[:47]+`; }`, `fastcgi_param HTTP_`+long[:60]+` a;`, `grpc_set_header `+long[:47]+` a;`, `proxy_hide_header `+long[:47]+`;`, `fastcgi_hide_header `+long[:47]+`;`)
	add("long names that are in no table", "server", true, `fastcgi_param `+long[:60]+` a;`, `add_header `+long[:60]+` a;`, `gzip_types `+long[:60]+` *;`, `types { a/`+long[:60]+` x; }`, `proxy_pass_header `+long[:60]+`;`)
	add("sockets by an address that is looked up as a name", "server", true, `listen 127.0.01:18998;`)
	return all
}
