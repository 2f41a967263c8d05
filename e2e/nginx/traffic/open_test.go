package traffic

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLogsAreReadCompressedOrNot(t *testing.T) {
	dir := t.TempDir()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write([]byte("a line\n"))
	_ = z.Close()
	whole := append(packed.Bytes(), packed.Bytes()...) // logrotate may join two
	for name, c := range map[string]struct {
		text       []byte
		want, fail string
	}{
		"plain":     {[]byte("a line\n"), "a line\n", ""},
		"empty":     {nil, "", ""},
		"packed.gz": {whole, "a line\na line\n", ""},
		"cut.gz":    {whole[:packed.Len()-5], "", "unexpected EOF"},
		"broken.gz": {[]byte("\x1f\x8bxxxxxxxxxxxxxxx"), "", "invalid header"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, c.text, 0o600); err != nil {
			t.Fatal(err)
		}
		var text []byte
		in, err := OpenLog(path)
		if err == nil {
			text, err = io.ReadAll(in)
			_ = in.Close()
		}
		if c.fail == "" && (err != nil || string(text) != c.want) || c.fail != "" && (err == nil || !strings.Contains(err.Error(), c.fail)) {
			t.Errorf("%s: %q %v", name, text, err)
		}
	}
	if _, err := OpenLog(dir); err == nil || !strings.Contains(err.Error(), "is a folder") {
		t.Error(err)
	}
}
