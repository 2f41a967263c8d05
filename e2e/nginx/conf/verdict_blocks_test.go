package conf_test

import (
	"fmt"
)

func serverRows() (all []snippet) {
	add := func(rule, in string, ok bool, texts ...string) { all = append(all, rows(rule, in, ok, texts...)...) }
	two := func(a, b string) string { return fmt.Sprintf("server { listen %s; }\nserver { listen %s; }", a, b) }
	add("default servers", "http", false, two("127.0.0.1:18999 default_server", "127.0.0.1:18999 default_server"), two("18999 default_server", "*:18999 default"))
	add("default servers", "http", true, two("127.0.0.1:18999 default_server", "127.0.0.1:18998 default_server"), two("18999", "18999"), two("18999 default", "18999"))
	add("a socket twice in a server", "server", false, `listen 127.0.0.1:18999;`, `listen 18998; listen *:18998;`, `listen 0.0.0.0:18998; listen 18998;`, `listen unix:/tmp/x; listen unix:/tmp/x;`, `listen 127.0.0.1:18990-18995; listen 127.0.0.1:18992;`)
	add("options of a socket twice", "http", false, two("18999 backlog=5", "18999 reuseport"))
	add("options of a socket", "http", true, two("18999 backlog=5", "18999"), two("18999", "18999 deferred"))
	add("listen", "server", true, `listen 18998 default_server bind backlog=10 rcvbuf=1k sndbuf=1m deferred reuseport so_keepalive=on proxy_protocol http2;`, `listen [::]:18998;`, `listen 18998 so_keepalive=30m::10;`, `listen unix:/tmp/fleetspec-x;`, `listen 127.0.0.2;`, `listen 18998 fastopen=1;`, `listen 127.0.0.1:18990-18992;`, `listen [::]:18998 ipv6only=off;`)
	add("listen", "server", false, `listen;`, `listen 0;`, `listen 65536;`, `listen 127.0.0.1:x;`, `listen 18998 nosuch;`, `listen 18998 backlog=0;`, `listen 18998 backlog=x;`, `listen 18998 rcvbuf=;`, `listen [::1;`, `listen [::1]x;`, `listen http://x;`, `listen 127.0.0.1:5-4;`, `listen 18998 so_keepalive=;`, `listen 18998 so_keepalive=::;`, `listen 18998 ipv6only=on1;`, `listen unix:;`, `listen :80;`, `listen 18998 ssl;`, `listen "";`, `listen 18998 quic;`, `listen 18998 backlog;`)
	add("server names", "server", true, `server_name a *.a a.* .a ~^a$ _ "" "a/b";`, `server_name $hostname;`, `server_name a a;`, `server_name ..;`, `server_name a*b;`)
	add("server names", "server", false, `server_name *;`, `server_name *a;`, `server_name .;`, `server_name ~;`, `server_name ~(;`, `server_name;`, `server_name *.;`)
	add("names are looked at where several servers share a socket", "http", false, "server { listen 18999; server_name a..b; }\nserver { listen 18999; }", "server { listen 18999; server_name a*b; }\nserver { listen 18999; }", "server { listen 18999; server_name "+long[:47]+"; }\nserver { listen 18999; }")
	add("names are looked at where several servers share a socket", "http", true, "server { listen 18999; server_name "+long[:46]+"; }\nserver { listen 18999; server_name a; }", "server { listen 18999; server_name "+long[:47]+"; }", "server_names_hash_bucket_size 128; server { listen 18999; server_name "+long[:60]+"; }\nserver { listen 18999; }")
	add("same name twice", "http", true, "server { listen 18999; server_name a; }\nserver { listen 18999; server_name a; }")
	add("servers without listen", "http", true, "server {}", "server {} server {}", "server { server_name a; }")
	add("blocks that stand once", "main", false, `events {}`, `http {} http {}`, `worker_processes 1; worker_processes 1;`, `user root; user root;`)
	add("main", "main", true, `worker_processes auto;`, `worker_cpu_affinity auto;`, `worker_cpu_affinity 01 10;`, `worker_priority -5;`, `env A; env B=c;`, `error_log /dev/null debug; error_log /dev/null;`, `error_log stderr;`, `thread_pool a threads=2;`, `daemon OFF;`, `pid /tmp/fleetspec.pid;`, `timer_resolution 100ms;`, `worker_rlimit_nofile 10;`)
	add("main", "main", false, `worker_processes x;`, `worker_processes;`, `worker_processes 1 2;`, `worker_cpu_affinity 012;`, `worker_priority x;`, `error_log /dev/null nosuch;`, `error_log /dev/null error warn;`, `error_log;`, `thread_pool a;`, `thread_pool a threads=0;`, `daemon maybe;`, `pid a b;`, `timer_resolution x;`, `worker_rlimit_nofile -1;`, `server {}`, `location / {}`, `stream {}`, `mail {}`, `events;`, `worker_processes {}`, `error_log syslog:x;`, `error_log syslog:server=;`)
	add("events", "file", true, `events { worker_connections 10; use epoll; multi_accept on; accept_mutex off; debug_connection 127.0.0.1; }`, `events { worker_connections 1; }`)
	add("events", "file", false, `events { worker_connections x; }`, `events { use kqueue; }`, `events { worker_connections 1; worker_connections 1; }`, `events { worker_connections 0; }`, `events { worker_connections 1; } http { server { listen 127.0.0.1:18999; } }`, `events { root /; }`, `events { multi_accept; }`)
	add("certificates", "http", false, `server { listen 127.0.0.1:18999 ssl; }`, `server { listen 127.0.0.1:18999; ssl on; }`, `server { listen 127.0.0.1:18999; ssl_certificate a; }`)
	add("certificates", "http", true, `server { listen 127.0.0.1:18999 ssl; ssl_reject_handshake on; }`, `server { listen 127.0.0.1:18999; ssl_certificate_key a; }`)
	return all
}

func upstreamRows() (all []snippet) {
	add := func(rule, in string, ok bool, texts ...string) { all = append(all, rows(rule, in, ok, texts...)...) }
	add("servers", "upstream", true, `server 127.0.0.1;`, `server 127.0.0.1:1 weight=2 max_conns=3 max_fails=0 fail_timeout=1h down; server unix:/x backup;`, `server [::1]:80; keepalive 2; keepalive_requests 5; keepalive_timeout 1s; keepalive_time 1;`, `least_conn; server 127.0.0.1; server 127.0.0.2 backup;`, `hash $uri consistent; server 127.0.0.1;`, `random two least_conn; server 127.0.0.1;`, `zone z 64k; server 127.0.0.1;`, `ip_hash; ip_hash; server 127.0.0.1;`, `server 127.0.0.1; server 127.0.0.1;`)
	add("servers", "upstream", false, ``, `server 127.0.0.1 backup;`, `server 127.0.0.1 weight=0;`, `server 127.0.0.1 weight=x;`, `server 127.0.0.1 nosuch;`, `server 127.0.0.1:x;`, `server;`, `server http://x;`, `server 127.0.0.1/;`, `ip_hash; server 127.0.0.1; server 127.0.0.2 backup;`, `hash $uri nosuch; server 127.0.0.1;`, `hash; server 127.0.0.1;`, `random one; server 127.0.0.1;`, `keepalive 0; server 127.0.0.1;`, `zone z; server 127.0.0.1;`, `zone z 1k; server 127.0.0.1;`, `server 127.0.0.1; keepalive 1; keepalive 1;`, `root /;`, `keepalive_timeout 1 2; server 127.0.0.1;`, `server 127.0.0.1 resolve;`, `hash $nosuch; server 127.0.0.1;`, `server 127.0.0.1 {}`)
	up := "upstream u { server 127.0.0.1; }\n"
	add("names of upstreams", "http", true, up+`server { location / { proxy_pass http://u; } }`, `server { location / { proxy_pass http://u/x; } }`+up, up+`server { location / { fastcgi_pass u; } location /a { proxy_pass https://u; } }`, up+`server { location / { fastcgi_pass U; } }`)
	add("names of upstreams", "http", false, up+up, up+`server { location / { proxy_pass http://u:80; } }`, `server { location / { proxy_pass http://u:80; } }`+up, `server { location / { fastcgi_pass 127.0.0.1; } }`, `server { location / { grpc_pass grpc://127.0.0.1; } }`, `upstream {}`, `server { location / { fastcgi_pass x/y; } }`, `upstream u { } `)
	add("passes", "location", true, `fastcgi_pass 127.0.0.1:9000;`, `fastcgi_pass unix:/run/x;`, `uwsgi_pass 127.0.0.1:1;`, `scgi_pass 127.0.0.1:1;`, `grpc_pass grpc://127.0.0.1:1;`, `memcached_pass 127.0.0.1:1; set $memcached_key a;`, `fastcgi_pass $host:1;`)
	add("passes", "location", false, `fastcgi_pass 127.0.0.1:0;`, `fastcgi_pass;`, `fastcgi_pass 127.0.0.1:9000; fastcgi_pass 127.0.0.1:9000;`, `memcached_pass 127.0.0.1:1;`, `fastcgi_param a;`, `fastcgi_param a b c;`, `fastcgi_split_path_info (a);`, `fastcgi_split_path_info ((;`, `proxy_redirect default;`, `proxy_redirect x;`, `proxy_pass http://127.0.0.1; proxy_redirect off; proxy_redirect default;`, `proxy_pass http://$host; proxy_redirect default;`, `proxy_cookie_path x;`, `proxy_cookie_path ~( x;`, `proxy_bind x;`, `proxy_cache nosuch;`, `proxy_store on; proxy_cache off; proxy_cache x;`, `proxy_buffers 1 4k;`, `proxy_buffer_size 64k;`, `fastcgi_busy_buffers_size 1k;`, `proxy_http_version 2;`, `proxy_next_upstream nosuch;`)
	add("passes", "location", true, `proxy_pass http://127.0.0.1; proxy_redirect default; proxy_redirect ~^x /y;`, `proxy_cookie_path / /x; proxy_cookie_domain a b; proxy_cookie_flags one httponly;`, `proxy_bind 127.0.0.1 transparent;`, `proxy_cache off; proxy_store on;`, `fastcgi_param a b if_not_empty;`, `fastcgi_split_path_info ^(.+\.php)(/.+)$;`, `proxy_buffers 4 64k; proxy_buffer_size 64k;`, `proxy_next_upstream error timeout off;`, `proxy_set_header X-$host a;`, `proxy_set_header a "";`)
	return all
}

func mapRows() (all []snippet) {
	add := func(rule, in string, ok bool, texts ...string) { all = append(all, rows(rule, in, ok, texts...)...) }
	add("map", "http", true, `map $host $m {}`, `map $host $m { default 1; a 2; ~b 3; ~*c $uri; "~d{2}" 4; \default 5; "" 6; hostnames; *.x 7; volatile; }`, `map $host $m { a 1; b 1; } server { return 200 $m; }`, `map "$host:$uri" $m { x y; }`, `map $host $m { A 1; b 1; }`, `map $host $m { ~(?<g>a) $g; }`, `map x $m { }`, `map $host $m { '~a b' 1; }`, `map $host $m { a 1; } map $uri $m { b 2; }`, `map $host $m { hostnames; .x 1; *.y 1; z.* 1; }`, `map $host $m { default ""; }`)
	add("map", "http", false, `map $host $m { ~a{2} 1; }`, `map $host $m { a 1; a 2; }`, `map $host $m { a 1; A 2; }`, `map $host $m { default 1; default 2; }`, `map $host $m { a; }`, `map $host $m { a b c; }`, `map $host m {}`, `map $host;`, `map $host {}`, `map $host $m { ~( 1; }`, `map $host $m { a $; }`, `map $host $m { a $nosuch; }`, `map $nosuch $m {}`, `map $host $uri {}`, `map $host $m { a { } }`, `map $host $m { hostnames; a..b 1; }`, `map $host $m { hostnames; *.x 1; .x 1; }`, `map $host $m { `+long[:47]+` 1; }`, `map $host $m { hostnames; a*b 1; }`, `map $host $ {}`, `map_hash_max_size 0; map $host $m { a b; }`, `map $host $m {} map_hash_max_size 1;`, `map $host $m { } server { return 200 $n; }`)
	add("geo", "http", true, `geo $g { default 0; 127.0.0.1 1; 10.0.0.0/8 2; ::1 3; delete 127.0.0.1; proxy 1.2.3.4; proxy_recursive; }`, `geo $remote_addr $g { }`, `geo $g { ranges; default 1; 1.0.0.0-1.0.0.255 a; 1.0.0.5-1.0.0.6 b; delete 1.0.0.5-1.0.0.6; }`, `geo $g { 10.0.0.1/8 x; 10.0.0.0/8 y; }`, `geo $g { 255.255.255.255 x; }`)
	add("geo", "http", false, `geo g {}`, `geo $g { x 1; }`, `geo $g { 1.2.3.4; }`, `geo $g { 1.2.3.4/33 1; }`, `geo $g { 1.2.3.4 1; ranges; }`, `geo $g { ranges; 1.2.3.4 1; }`, `geo $g { ranges; 1.0.0.5-1.0.0.1 a; }`, `geo $g { ranges; 1.0.0.0-1.0.0.9 a; 1.0.0.5-1.0.0.20 b; }`, `geo $host {}`, `geo $nosuch $g {}`, `geo {}`, `geo $g { proxy x; }`, `geo $g { 1.2.3.4 1 2; }`)
	add("split_clients", "http", true, `split_clients $host $s { 0.5% a; 50% b; * c; }`, `split_clients $host $s { 100% a; }`, `split_clients $host $s {}`)
	add("split_clients", "http", false, `split_clients $host $s { 60% a; 50% b; }`, `split_clients $host $s { a b; }`, `split_clients $host $s { 0% a; }`, `split_clients $host $s { 0.001% a; }`, `split_clients $host s {}`, `split_clients $host $s { * a; 1% b; }`, `split_clients $host $s { include x; }`)
	add("types", "http", true, `types { text/html html htm; a; }`, `types {}`)
	add("types", "http", false, `types { a { } }`, `types x {}`, `types;`)
	add("charset_map", "http", true, `charset_map koi8-r utf-8 { C0 D18E; } server { charset utf-8; source_charset koi8-r; }`, `charset_map a b { 80 81; }`)
	add("charset_map", "http", false, `charset_map a a {}`, `charset_map a b { x y; }`, `charset_map a b { 80 100; }`, `charset_map a b {} charset_map b a {}`, `server { charset utf-8; source_charset koi8-r; }`, `charset_map a b { 80; }`)
	return all
}
