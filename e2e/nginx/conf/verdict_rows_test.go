package conf_test

import (
	"strings"
)

func wordRows() (all []snippet) {
	add := func(rule, in string, ok bool, texts ...string) { all = append(all, rows(rule, in, ok, texts...)...) }
	add("a modifier needs no space", "server", true, `location /a{}`, `location =/x{}`, `location ~^/x {}`, `location ~*x {}`, `location ^~/x {}`)
	add("a hash inside a word", "server", true, `location /a#b {}`, `return 200 a#b;`, "location #c\n/a {}", "return 200 # ; }\n;")
	add("quotes inside a word", "server", true, `return 200 a"b"c;`, `return 200 it's;`, `"return" 200;`, `'location' '/x' {}`)
	add("escapes", "server", true, `return 200 a\;b;`, `return 200 a\{b;`, `return 200 a\ b;`, `return 200 "a\"b";`, `return 200 \#;`)
	add("quotes hold signs", "server", true, `return 200 "a;b{c}d";`, "return 200 \"a\nb\";", `return 200 "";`, `return 200 '';`, `return 200 "#";`)
	add("blanks", "server", true, "return\r\n200;", "return\r200;", "return\t200 ;")
	add("other signs are no blanks", "server", false, "return\v200;", "return\f200;", "return\u00a0200;")
	add("bytes that are no text", "server", true, "return 200 \xff\xfe;", "return 200 a\x00b;")
	add("a byte order mark", "file", false, "\ufeffevents {}\n")
	add("signs without words", "server", false, `;;`, `;`, `return 200;;`, `{ }`, `return 200; { }`)
	add("a brace ends a word", "server", false, `return 200 }`, `location /a{ return 200 }`, `return 200;} }`, `x}`)
	add("a dollar keeps a brace", "server", false, `location ~ ^/a${ return 200; }`, `location ~ ^/n{2}$ {}`, `location ~ b{2} {}`)
	add("braces in quotes or escaped", "server", true, `location ~ "^/n{2}$" {}`, `location ~ '^/n{2}$' {}`, `location ~ ^/n\{2\}$ {}`, `location ~ (a$){}`)
	add("a quote ends a word", "server", false, `return 200 "a"b;`, `return 200 "a""b";`, `return 200 "a"#b;`, `return 200 "a`, `return 200 'a;`)
	add("a backslash before the end", "server", false, `return 200 a\;`, `return 200 "a\";`)
	add("an open end", "file", false, `events {`, `events {}}`, `events {} x`, `events {} "`, `events {} http { server { `, `worker_processes 1`)
	add("empty files", "file", false, ``, `# only`, "\n\n")
	add("no events", "file", false, `http {}`)
	add("events alone", "file", true, `events{}`, "events{}#", "events{}\n#"+strings.Repeat("x", 4000))
	add("a word of 4,095 bytes", "server", true, `return 200 `+long[:4095]+`;`, `return 200 "`+long[:4094]+`";`, "#"+long[:4094]+"\n")
	add("a longer word", "server", false, `return 200 `+long[:4096]+`;`, `return 200 "`+long[:4095]+`";`, "#"+long[:4095]+"\n", "#"+long+"\n")
	return all
}

func locationRows() (all []snippet) {
	add := func(rule, in string, ok bool, texts ...string) { all = append(all, rows(rule, in, ok, texts...)...) }
	add("names that are odd", "server", true, `location ~ {}`, `location ~* {}`, `location = {}`, `location "" {}`, `location @ {}`, `location abc {}`, `location "/pct%20" {}`, `location ~ "" {}`)
	add("modifiers", "server", false, `location == /a {}`, `location !~ /a {}`, `location ~~ a {}`, `location =~ /a {}`, `location ~* a b {}`, `location {}`, `location / a {}`)
	add("patterns", "server", false, `location ~ ( {}`, `location ~ (?<=a+)b {}`, `location ~ (?<n>a)(?<n>b) {}`, `location ~ [ {}`, `location ~ * {}`)
	add("patterns of PCRE", "server", true, `location ~ a\;b {}`, `location ~ a\ {}`, `location ~ (?<n>a)(?!b) {}`, `location ~ a++ {}`, `location ~ (?|(a)|(b)) {}`)
	add("twins", "server", false, `location /a {} location /a {}`, `location ^~ /a {} location /a {}`, `location = /a {} location = /a {}`, `location =/a {} location "= /a" {} location = /a {}`)
	add("no twins", "server", true, `location = /a {} location /a {}`, `location ~ a {} location ~ a {}`, `location @a {} location @a {}`, `location /a {} location /A {}`, `location /a {} location /a/ {}`)
	add("nested twins", "server", false, `location /a { location /a/b {} location /a/b {} }`)
	add("twins in a regex location are not looked for", "server", true, `location ~ x { location xa {} location xa {} }`, `location ~ /a { location /a {} location = /a {} location /a {} }`)
	add("nested ones begin with the name", "server", false, `location /a { location /b {} }`, `location /a/ { location /a {} }`, `location ~ a { location /a {} }`, `location /a { location = /b {} }`)
	add("nested ones", "server", true, `location /a { location /ab {} location ~ b {} location = /a {} }`, `location / { location /a { location /a/b { location ~ c { location cd {} } } } }`, `location ~ a { location ~ b {} location ax {} }`)
	add("none in exact or named ones", "server", false, `location = /a { location /a/b {} }`, `location @a { location /a {} }`, `location /a { location @b {} }`, `location = /a { location ~ b {} }`)
	add("twice", "location", false, `root /a; root /b;`, `internal; internal;`, `try_files a b; try_files a b;`, `alias /a; alias /b;`, `alias /a; root /b;`, `root /b; alias /a;`, `limit_except GET { } limit_except GET { }`, `proxy_pass http://127.0.0.1; proxy_pass http://127.0.0.1;`, `gzip on; gzip off;`, `expires 1; expires 2;`)
	add("twice is right", "location", true, `index a; index b;`, `error_page 404 /a; error_page 404 /b;`, `deny all; deny all;`, `add_header a b; add_header a b;`, `return 200; return 201;`, `types { a b; } types { a b; }`)
	add("where", "location", false, `server_name a;`, `listen 80;`, `server {}`, `upstream u {}`, `map $a $b {}`, `worker_processes 1;`, `events {}`, `location a {}`, `nosuch on;`)
	add("alias", "server", false, `location @a { alias /x; }`, `alias /x;`, `if ($host) { alias /x; }`)
	add("root's own variables", "location", false, `root $document_root/x;`, `root a${realpath_root};`, `alias $realpath_root;`)
	add("limit_except", "location", true, `limit_except get { deny all; }`, `limit_except GET POST { allow 127.0.0.1; deny all; }`, `limit_except GET { auth_basic x; auth_basic_user_file y; }`, `limit_except PROPFIND { }`)
	add("limit_except", "location", false, `limit_except FOO {}`, `limit_except {}`, `limit_except GET { return 403; }`, `limit_except GET;`, `limit_except GET { root /x; }`)
	add("limit_except", "server", false, `limit_except GET { deny all; }`)
	add("try_files", "location", true, `try_files a @missing;`, `try_files a '';`, `try_files =404 /x;`, `try_files a =404;`, `try_files $uri $uri/ /index.php$is_args$args;`, `try_files a =0;`, `try_files / /;`)
	add("try_files", "location", false, `try_files a;`, `try_files a =;`, `try_files a =1000;`, `try_files a =abc;`, `try_files a =$host;`, `try_files a =-1;`, `if ($host) { try_files a b; }`, `try_files a $;`, `try_files a ${b;`)
	add("error_page", "location", true, `error_page 404 =;`, `error_page 404 =200 /x;`, `error_page 404 500 @x;`, `error_page 404 = /x;`, `error_page 300 599 /x;`, `error_page 404 http://x/$uri;`, `error_page 404 =0 /;`)
	add("error_page", "location", false, `error_page 200 /x;`, `error_page 600 /x;`, `error_page 499 /x;`, `error_page 404 =abc /x;`, `error_page 404 =$v /x;`, `error_page 404;`, `error_page = /x;`, `error_page x /y;`, `error_page 404 /$;`)
	return all
}

func variableRows() (all []snippet) {
	add := func(rule, in string, ok bool, texts ...string) { all = append(all, rows(rule, in, ok, texts...)...) }
	add("known variables", "location", true, `return 200 $1;`, `return 200 $arg_;`, `return 200 $arg_x;`, `return 200 $http_x$cookie_y$sent_http_z$upstream_http_a;`, `return 200 ${host}b;`, `return 200 $HOST;`,
		`set $a 1; return 200 ${a}b;`, `return 200 $a; set $a 1;`, `return 200 $10;`, `return 200 $sent_trailer_x$upstream_cookie_x$upstream_trailer_x;`, `set $a-b 1;`, `set $1 2;`, `set $args a=b;`, `set $http_foo x;`)
	add("unknown variables", "location", false, `return 200 $nosuch;`, `return 200 $0;`, `add_header a $nosuch;`, `proxy_set_header a $nosuch;`, `fastcgi_param a $nosuch;`, `if ($nosuch) {}`, `if ($1) {}`, `root /$nosuch;`, `return 200 $argx;`, `if ($host}x) {}`)
	add("names of variables", "location", false, `return 200 a$;`, `return 200 $$;`, `return 200 ${a;`, `return 200 ${};`, `return 200 ${;`, `return 200 $-;`, `return 200 "$ a";`, `set a 1;`, `set $ 1;`, `set $a $;`, `return 200 ${a-b};`)
	add("variables that are NGINX's", "location", false, `set $host x;`, `set $http_host x;`, `set $uri x;`, `set $remote_addr x;`, `set $HOST x;`, `set $status 1;`)
	add("variables that may be set", "location", true, `set $limit_rate 1k;`, `set $proxy_host x;`, `set $ssl_protocol x;`, `set $arg_x 1;`, `set $x 1; set $X 2;`)
	add("groups are variables", "server", true, `location ~ (?<n>a) { return 200 $n; }`, `location / { return 200 $n; } location ~ (?P<n>a) { }`, `server_name ~^(?<sub>.+)\.x$; return 200 $sub;`, `rewrite ^/(?<r>.*) /$r; `, `if ($uri ~ (?<u>x)) { return 200 $u; }`)
	add("groups can't be NGINX's variables", "server", false, `location ~ (?<host>a) { }`, `rewrite (?<uri>x) /y;`, `server_name ~(?<scheme>x);`)
	add("long names", "server", false, `set $`+long[:47]+` 1;`, `location ~ (?<`+long[:33]+`>a) {}`)
	add("long names", "server", true, `set $`+long[:46]+` 1;`, `location ~ (?<`+long[:32]+`>a) {}`)
	return all
}

func rewriteRows() (all []snippet) {
	add := func(rule, in string, ok bool, texts ...string) { all = append(all, rows(rule, in, ok, texts...)...) }
	add("return", "location", true, `return 99;`, `return 0;`, `return 999;`, `return http://x;`, `return https://x/$uri;`, `return $scheme://x;`, `return 301 /x;`, `return 200 "";`, `return 444;`)
	add("return", "location", false, `return /x;`, `return 1000;`, `return;`, `return 200 a b;`, `return x y;`, `return http://x y;`, `return "";`, `return -1;`, `return $host;`)
	add("rewrite", "location", true, `rewrite ^/(a) /$2;`, `rewrite ^ /x last;`, `rewrite ^ /x? permanent;`, `rewrite "" /x;`, `rewrite ^ http://x/;`, `rewrite ^ ?;`, `rewrite ^ $uri break;`)
	add("rewrite", "location", false, `rewrite ^ "";`, `rewrite ^ /x lats;`, `rewrite ^;`, `rewrite ( /x;`, `rewrite ^ /x last break;`, `rewrite ^ /$;`, `rewrite ^ /${x;`, `rewrite ^ /x Last;`)
	add("conditions", "location", true, `if ( $host ) {}`, `if ($host){}`, `if ($host ~ (b)) {}`, `if ($host = a) {}`, `if ($host != "") {}`, `if ($host ~* a) {}`, `if ($host !~ a) {}`, `if ($host !~* a) {}`, `if (-f $request_filename) {}`, `if (!-d x) {}`, `if (-e "a") {}`, `if ( !-x a ) {}`, `if ($host = $uri) {}`, `if ($host = "a b") {}`)
	add("parentheses may be words of quotes", "location", true, `if "($host)" {}`, `if '(' $host ')' {}`, `if "($host" = "a b" ")" {}`)
	add("conditions", "location", false, `if($host) {}`, `if (!$host) {}`, `if ($host == a) {}`, `if ($host && $uri) {}`, `if ($host = b c) {}`, `if ($host ~ b{2}) {}`, `if () {}`, `if ( ) {}`, `if ( {}`, `if ) {}`, `if {}`, `if ($host {}`, `if $host) {}`, `if (host) {}`, `if ($) {}`, `if (-f) {}`, `if (-z x) {}`, `if (!-z x) {}`, `if (!f x) {}`, `if ($host = ) {}`, `if ($host ~ () {}`, `if ($host > 1) {}`, `if (-f a b) {}`, `if ($host ~) {}`)
	add("nothing stands in if that may not", "location", false, `if ($host) { if ($uri) {} }`, `if ($host) {} else {}`, `if ($host) { internal; }`, `if ($host) { location /x {} }`, `if ($host) { index a; }`, `if ($host) { deny all; }`, `if ($host) { auth_request /x; }`)
	add("what may stand in if", "location", true, `if ($host) { return 200; rewrite ^ /; set $a 1; break; root /x; add_header a b; expires 1; error_page 404 /x; access_log off; proxy_pass http://127.0.0.1; gzip on; }`)
	add("if in a server", "server", true, `if ($host = a) { return 301 http://b; }`, `if ($uri ~ x) { set $a 1; rewrite ^ /; break; }`)
	add("if in a server", "server", false, `if ($host) { root /x; }`, `if ($host) { add_header a b; }`, `if ($host) { proxy_pass http://127.0.0.1; }`, `if ($host) { if ($uri) { } }`)
	add("proxy_pass with a path", "server", false, `location ~ a { proxy_pass http://127.0.0.1/x; }`, `location @a { proxy_pass http://127.0.0.1/; }`, `location / { if ($host) { proxy_pass http://127.0.0.1/; } }`, `location / { limit_except GET { proxy_pass http://127.0.0.1/; } }`, `location ~ a { proxy_pass http://unix:/x:/y; }`)
	add("proxy_pass", "server", true, `location / { proxy_pass http://127.0.0.1/x; }`, `location ~ a { proxy_pass http://127.0.0.1; }`, `location ~ a { proxy_pass http://127.0.0.1$uri; }`, `location = /a { proxy_pass https://127.0.0.1:1/x; }`, `location / { proxy_pass HTTP://127.0.0.1; }`, `location / { proxy_pass http://unix:/x; }`, `location / { proxy_pass http://[::1]:80/; }`, `location / { proxy_pass $scheme://x; }`)
	add("proxy_pass", "server", false, `location / { proxy_pass 127.0.0.1; }`, `location / { proxy_pass http://; }`, `location / { proxy_pass http://127.0.0.1:0; }`, `location / { proxy_pass http://127.0.0.1:x; }`, `location / { proxy_pass ftp://x; }`, `location / { proxy_pass http://[::1; }`, `location / { proxy_pass http://:80; }`, `proxy_pass http://127.0.0.1;`, `location / { proxy_pass http://$; }`, `location / { proxy_pass http://unix:; }`)
	return all
}
