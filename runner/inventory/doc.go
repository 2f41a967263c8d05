// Package inventory reads fleetspec.yaml: the targets and the endpoints that
// checks run against, and what -t says of them.
//
//	defaults: { become: root, deadline: 2m, concurrency: 20 }
//	targets:
//	  legacy: { address: "ssh://deploy@web-[01:40].example.internal", labels: {role: web}, jump: bastion }
//	  stack:  { address: "docker://legacy-web?user=deploy" }
//	  app:    { address: "image:registry/app:1.2", run: { env: { APP_ENV: ci }, wait: 2m } }
//	  db:     { address: "compose:stack/compose.yaml#db" }
//	  here:   { address: "local:", become: false }
//	  was:    { address: "snapshot:2026-11-01/legacy.json" }
//	endpoints:
//	  legacy: { url: "https://www.example.com", dial: "10.0.0.12:443", via: here }
//	  app:    { url: "https://www.example.com", via: app }
//
// A target whose address has a range stands for several: each is named by its
// expanded host (web-01.example.internal) and carries the label name=legacy, so
// the name selects all of them. Every other target has its key as name and as
// that label.
//
// An endpoint with via is connected to from that one target, through SSH or in a container's network. Its dial then names
// IP addresses, or target for what the target serves itself; a container serves the endpoint itself unless dial says more.
//
// Everything is read strictly: the errors of a file come all at once, each with
// file:line:column, and nothing is connected.
package inventory
