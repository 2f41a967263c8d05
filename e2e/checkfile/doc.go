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
// All problems of a file are told with file:line:column before anything is sent, a secret that is missing and a name
// that no earlier step captures among them.
package checkfile
