package nginx

import (
	"fmt"
	"slices"
	"testing"

	"github.com/fleetspec/fleetspec/e2e/nginx/conf"
)

// The status of the error before is sent, unless the upstream that stands for its page fails itself: NGINX looks for no
// page then, and its own status counts.
func TestAnErrorPageOfAnUpstreamThatIsNotKnown(t *testing.T) {
	for text, want := range map[string][]int{
		`error_page 404 =200 @p; location / { return 404; } location @p { proxy_pass http://u; }`:                                       {200, 502, 504},
		`error_page 404 =200 @p; proxy_intercept_errors on; location / { return 404; } location @p { proxy_pass http://u; }`:            {200, 404, 502, 504},
		`error_page 404 403 =200 @p; proxy_intercept_errors on; location / { return 404; } location @p { proxy_pass http://u; }`:        {200, 403, 404, 502, 504},
		`error_page 404 = @p; location / { return 404; } location @p { proxy_pass http://u; }`:                                          {0},
		`error_page 404 /404.php; location / { return 404; } location ~ php$ { fastcgi_pass unix:/x; }`:                                 {404, 502, 504},
		`error_page 502 /down; error_page 404 /n; location / { return 404; } location = /n { proxy_pass http://u; } location /down { }`: {404, 502, 504},
	} {
		c, err := conf.ReadText("nginx.conf", "http { server { "+text+" } }")
		if err != nil {
			t.Fatal(err)
		}
		m, err := New(c)
		if err != nil {
			t.Fatal(err)
		}
		ways, err := m.Ways(Request{Host: "x", Target: "/"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, w := range ways {
			got = append(got, w.Status)
		}
		if slices.Sort(got); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
