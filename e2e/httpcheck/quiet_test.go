package httpcheck

import (
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"testing"
)

// resty would write the URLs of requests that failed, and warnings, to standard error: secrets are in them.
func TestNothingIsLogged(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	stderr := os.Stderr
	os.Stderr = file
	log.SetOutput(file)
	defer func() { os.Stderr = stderr; log.SetOutput(stderr); file.Close() }()
	closed := serve(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	c := client(t, Endpoint{Writes: true}, closed)
	for _, r := range []Request{
		{Target: "/?token=s3cret", Basic: &Basic{"ann", "s3cret"}},
		{Target: "/?token=s3cret", Method: "POST", Bearer: "s3cret", Body: Body{Form: []Pair{{"p", "s3cret"}}}},
		{Target: "http://other.example.com/?token=s3cret"},
		{Target: "/s3cret?a;b=%zz"},
	} {
		if x := do(t, c, r); x.Error == nil {
			t.Errorf("%+v was answered", r)
		}
	}
	c.resty.SetDisableWarn(false).R().SetContext(t.Context()).SetBasicAuth("ann", "s3cret").Get("http://www.example.com/?s3cret")
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if said, err := io.ReadAll(file); err != nil || len(said) > 0 {
		t.Errorf("%q, %v", said, err)
	}
}
