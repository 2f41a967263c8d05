// Package checkfile reads YAML files of HTTP checks and makes the same specs of them that Go makes:
//
//	endpoints: [legacy, new]          # names of the inventory; without them all endpoints of the run
//	vars: { app: shop }
//	secrets:
//	  password: { env: SMOKE_PASSWORD }   # or { file: PATH }, beside this file; ${env.NAME} in a text is a secret too
//	logins:
//	  smoke:
//	    - get: /login
//	      capture: { csrf: { css: "input[name=_token]@value" } }   # css, xpath, json, regex, header, cookie; secret: true
//	    - post: /login
//	      form: { user: smoke, password: "${password}", _token: "${csrf}" }
//	      expect: { status: 302 }
//	checks:
//	  - get: /healthz
//	    expect: { status: 200, body: ok }
//	  - get: /account
//	    as: smoke
//	    expect: { status: 200 }
//	  - session: wrong password
//	    steps:
//	      - get: /login
//	        capture: { csrf: { css: "input[name=_token]@value" } }
//	      - post: /login
//	        once: true
//	        form: { user: smoke, password: wrong, _token: "${csrf}" }
//	        expect: { status: 422 }
//	  - session: logout
//	    login: smoke                  # one of its own: the shared one goes on
//	    steps: [ … ]
//
// A request sends one of form, json, multipart, body and file. In json, what is written without quotes and is a number,
// true, false or null of JSON is one; so is a captured value that stands alone there without quotes.
//
// What is expected of an answer, each key by itself:
//
//	status: 200                       # or 2xx, or a list of which it is one
//	header: { X-A: b, X-B: absent, X-C: [all, lines], X-D: { match: "^e" }, X-F: { count: 2 } }
//	content-type: text/html; charset=utf-8    # parameters as far as they are written
//	body: [ok, { match: "^o" }, { absent: error }]
//	length: "< 10KB"                  # KB is 1,000 bytes, KiB 1,024
//	json: { $.n: 1, $.text: "1", $.all: { count: 3 }, $.size: { number: ">= 0.5" } }
//	cookie: { SESSID: { secure: true, domain: absent, expires: "<= 30d" }, old: { expires: deleted } }
//	certificate: { names: [www.example.com], issuer: R11, days: ">= 21", chain: 2, complete: true, verified: true }
//	tls: ">= 1.2"
//	time: "< 500ms"                   # from the connection being there to the first byte
//	address: 10.0.0.0/24
//
// In json, a number that is written without quotes wants a number and a text in quotes wants a text; in HTML, where all is
// text, 1 is the text "1". Of a value that a variable gives only the writing is known: it is either.
//
// Files of goss with http: are read too, by LoadGoss. Each URL's origin is an endpoint, or those of the run that have its
// name. Its keys mean what goss says but for this: a redirect to another name is not followed, a method that may
// change something needs an endpoint of the inventory that allows writes, and no proxy is taken from the environment.
//
// All problems of a file are told with file:line:column before anything is sent, a secret that is missing and a name
// that no earlier step captures among them.
//
// A check with eventually: 30s, or { within: 30s, every: 2s }, is repeated until all that it expects holds; what the last
// answer is, is judged. Only what promises to change nothing can be, and nothing of a session.
//
// A step with anonymous: true is sent without its session's cookies, and keeps none. So it is asked whether an id is dead:
//
//	checks:
//	  - session: the old id is dead after a login
//	    steps:
//	      - get: /login
//	        capture: { before: { cookie: SESSID }, csrf: { css: "input[name=_token]@value" } }
//	      - post: /login
//	        form: { user: smoke, password: "${password}", _token: "${csrf}" }
//	        expect: { status: 302 }
//	      - get: /account
//	        anonymous: true
//	        header: { Cookie: "SESSID=${before}" }
//	        expect: { redirects: ["302 /login"] }
package checkfile
