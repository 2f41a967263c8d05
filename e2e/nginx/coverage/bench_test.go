package coverage

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/traffic"
)

// application is how a front controller is configured, as most PHP applications are.
const application = `http { server { server_name www.test; root /srv/app; index index.php;
	location / { try_files $uri $uri/ /index.php$is_args$args; }
	location ~ \.php$ { try_files $uri =404; fastcgi_pass unix:/run/php.sock; }
	location ~* \.(?:css|js|png|jpe?g|svg|woff2)$ { expires 30d; try_files $uri =404; }
	location ~ /\. { deny all; }
	location = /health { return 200 "ok"; }
	location ^~ /uploads/ { location ~ \.php$ { deny all; } }
	location /old/ { rewrite ^/old/(.*)$ /new/$1 last; }
	location /api/ { proxy_pass http://127.0.0.1:8080; }
} }`

// BenchmarkLog maps an access log of 100,000 lines an iteration: goal < 1 s each. In "all differ" no request comes twice, so
// that nothing that is remembered helps.
func BenchmarkLog(b *testing.B) {
	const count = 100_000
	for name, differ := range map[string]int{"all differ": count, "as they come": 2000} {
		b.Run(name, func(b *testing.B) {
			var log strings.Builder
			for i := range count {
				n := i % differ
				path := [...]string{"/", "/posts/%d/", "/css/app.%d.css", "/api/users/%d", "/uploads/%d.jpg", "/index.php?p=%d", "/health", "/old/%d"}[n%8]
				if strings.Contains(path, "%") {
					path = fmt.Sprintf(path, n)
				}
				fmt.Fprintf(&log, `10.0.%d.%d - - [26/Nov/2026:12:00:00 +0000] "GET %s HTTP/1.1" 200 512 "-" "Mozilla/5.0"`+"\n", i/250%250, i%250, path)
			}
			format, err := traffic.ParseFormat(traffic.Combined, "http", "www.test")
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				m := meterOf(b, application)
				m.AddAll(func(yield func(func() []Hit) bool) {
					err = traffic.Batches(strings.NewReader(log.String()), func(lines []traffic.Raw) bool {
						return yield(func() []Hit { return hits(b, format, lines) })
					})
				})
				if r := m.Report(); err != nil || r.Requests != count {
					b.Fatal(r, err)
				}
			}
		})
	}
}

func hits(b *testing.B, format *traffic.Format, lines []traffic.Raw) []Hit {
	all := make([]Hit, len(lines))
	for i, raw := range lines {
		l, err := format.Read(raw.Text)
		if err != nil {
			b.Error(err)
		}
		all[i] = Hit{Request: l.Request, By: raw.Text, Answer: &Answer{Status: l.Status}}
	}
	return all
}
