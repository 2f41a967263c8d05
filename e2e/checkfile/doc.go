// Package checkfile reads YAML files of HTTP checks and makes the same specs of them that Go makes:
//
//	endpoints: [legacy, new]          # names of the inventory; without them all endpoints of the run
//	vars: { app: shop }
//	checks:
//	  - get: /healthz
//	    expect: { status: 200, body: ok }
//	  - get: http://www.example.com/
//	    expect: { redirects: ["301 https://www.example.com/"] }
//
// All problems of a file are told with file:line:column before anything is sent. Logins and captures are not
// in it yet: they are refused by name, as any unknown key is.
package checkfile
