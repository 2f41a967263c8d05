package conf

// own judges the directives whose kind is "own". One that is not named here may say anything.
var own map[string]func(*checker, *level, *Directive)

func init() { // as for kinds
	own = map[string]func(*checker, *level, *Directive){
		"access_log": (*checker).accessLog, "add_header": (*checker).addHeader, "add_trailer": (*checker).addHeader, "aio": (*checker).aio,
		"alias": (*checker).root, "allow": (*checker).allow, "auth_basic_user_file": (*checker).onceScript, "auth_request": (*checker).single,
		"auth_request_set": (*checker).authRequestSet, "charset": (*checker).charset, "charset_map": (*checker).charsetMap, "debug_connection": (*checker).network,
		"deny": (*checker).allow, "directio": (*checker).directio, "disable_symlinks": (*checker).disableSymlinks, "error_log": (*checker).errorLog,
		"error_page": (*checker).errorPage, "events": (*checker).eventsBlock, "expires": (*checker).expires, "fastcgi_pass": (*checker).pass,
		"fastcgi_split_path_info": (*checker).splitPath, "geo": (*checker).geo, "grpc_pass": (*checker).pass, "gzip_disable": (*checker).gzipDisable,
		"hash": (*checker).hash, "http": (*checker).httpBlock, "http2_push": (*checker).mirror, "if": (*checker).ifBlock, "index": (*checker).index,
		"internal": (*checker).single, "ip_hash": (*checker).method, "keepalive": (*checker).keepaliveConnections,
		"keepalive_timeout": (*checker).keepaliveTimeout, "least_conn": (*checker).method, "limit_conn": (*checker).limitConn,
		"limit_conn_zone": (*checker).limitZone, "limit_except": (*checker).limitExcept, "limit_req": (*checker).limitReq,
		"limit_req_zone": (*checker).limitZone, "listen": (*checker).listen, "load_module": (*checker).loadModule, "location": (*checker).locationBlock,
		"log_format": (*checker).logFormat, "map": (*checker).mapBlock, "memcached_pass": (*checker).pass, "mirror": (*checker).mirror,
		"modern_browser": (*checker).modernBrowser, "open_file_cache": (*checker).openFileCache, "open_log_file_cache": (*checker).openFileCache,
		"proxy_cookie_domain": (*checker).cookie, "proxy_cookie_flags": (*checker).cookie, "proxy_cookie_path": (*checker).cookie,
		"proxy_pass": (*checker).proxyPass, "proxy_redirect": (*checker).proxyRedirect, "random": (*checker).method, "real_ip_header": (*checker).single,
		"resolver": (*checker).resolver, "return": (*checker).returns, "rewrite": (*checker).rewrite, "root": (*checker).root, "scgi_pass": (*checker).pass,
		"server_name": (*checker).serverName, "set": (*checker).set, "set_real_ip_from": (*checker).network, "source_charset": (*checker).charset,
		"split_clients": (*checker).splitClients, "ssl": (*checker).sslFlag, "ssl_engine": (*checker).single, "ssl_ocsp_cache": (*checker).ocspCache,
		"ssl_session_cache": (*checker).sessionCache, "sub_filter": (*checker).subFilter, "thread_pool": (*checker).threadPool, "try_files": (*checker).tryFiles,
		"types": (*checker).types, "upstream": (*checker).upstreamBlock, "use": (*checker).useEvents, "user": (*checker).single,
		"userid_expires": (*checker).userID, "userid_mark": (*checker).userID, "uwsgi_pass": (*checker).pass, "valid_referers": (*checker).referers,
		"worker_connections": (*checker).connections, "worker_cpu_affinity": (*checker).affinity, "worker_priority": (*checker).priority,
		"worker_processes": (*checker).workerProcesses, "zone": (*checker).upstreamZone, "server": (*checker).server,
		"ssl_password_file": (*checker).single,
	}
	for _, module := range []string{"proxy", "fastcgi", "uwsgi", "scgi", "grpc", "memcached"} {
		for name, f := range map[string]func(*checker, *level, *Directive){"bind": (*checker).bind, "cache": (*checker).cache, "cache_key": (*checker).cacheKey,
			"cache_path": (*checker).cachePath, "cache_valid": (*checker).cacheValid, "param": (*checker).param, "store": (*checker).store,
			"ssl_password_file": (*checker).single} {
			own[module+"_"+name] = f
		}
	}
}

// server judges a server: a block of http, or a line of an upstream.
func (k *checker) server(l *level, d *Directive) {
	if l.in == inUpstream {
		k.upstreamServer(l, d)
		return
	}
	k.serverBlock(l, d)
}

func (k *checker) sslFlag(l *level, d *Directive) {
	if !k.twice(l, d) {
		k.flag(d, rule{})
	}
}
