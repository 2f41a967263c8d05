package resource_test

import (
	"fmt"
	"testing"

	"github.com/fleetspec/fleetspec/specs/resource"
)

const someFiles = `{"asked": [{"table": "file", "key": "/f"}, {"table": "file", "key": "/d/*"}, {"table": "file", "key": "/gone"}, {"table": "file", "key": "/gone/*"}, {"table": "file", "key": "/dark"}],
	"rows": {
	"/f": {"is": {"entries": [{"path": "/f", "type": "symlink", "mode": 8, "uid": 4294967295, "gid": 1, "owner": {"unknown": "getent is missing"}, "group": {"is": "a"}, "size": 5, "mtime": -1, "link": {"is": "g"}, "content": {"is": ""}}]}},
	"/d/*": {"is": {"entries": [
		{"path": "/d/a", "type": "file", "mode": 416, "uid": 33, "gid": 33, "owner": {"is": "x"}, "group": {"is": "x"}, "size": 1, "mtime": 0, "sha256": {"is": "00"}},
		{"path": "/d/b", "type": "directory", "mode": 511, "uid": 33, "gid": 33, "owner": {"is": "y"}, "group": {"is": "y"}, "size": 1, "mtime": 0}]}},
	"/gone": {}, "/gone/*": {}, "/dark": {"unknown": "permission denied"}}}`

func TestFile(t *testing.T) {
	src := saved(t, "file", someFiles)
	at := func(path string) resource.File {
		f, err := resource.NewFile(src, path)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	read := func(f resource.File, what string) (string, string) {
		v, how := said(t, func() (any, error) {
			switch what {
			case "exists":
				return f.Exists()
			case "type":
				return f.Type()
			case "mode":
				return f.Mode()
			case "owner":
				return f.Owner()
			case "group":
				return f.Group()
			case "uid":
				return f.UID()
			case "mtime":
				return f.MTime()
			case "link":
				return f.Link()
			case "sha256":
				return f.SHA256()
			case "content":
				return f.Content()
			}
			m, err := f.Matches()
			return len(m), err
		})
		return fmt.Sprint(v), how
	}
	for _, c := range []struct{ path, what, want, said string }{
		{"/f", "exists", "true", "known"},
		{"/f", "mode", "0010", "known"},
		{"/f", "uid", "4294967295", "known"},
		{"/f", "owner", "", "unknown: getent is missing"},
		{"/f", "group", "a", "known"},
		{"/f", "mtime", "1969-12-31 23:59:59 +0000 UTC", "known"},
		{"/f", "link", "g", "known"},
		{"/f", "content", "", "known"},
		{"/f", "sha256", "", "unknown: it was not collected"},
		{"/f", "matches", "1", "known"},
		{"/gone", "exists", "false", "known"},
		{"/gone", "mode", "", "absent"},
		{"/gone", "content", "", "absent"},
		{"/gone", "matches", "0", "absent"},
		{"/dark", "exists", "false", "unknown: permission denied"},
		{"/dark", "mode", "", "unknown: permission denied"},
		{"/never/asked", "exists", "false", "unknown: the saved snapshot does not hold it"},
		{"/d/*", "exists", "true", "known"},
		{"/d/*", "matches", "2", "known"},
		{"/d/*", "mode", "", "error: read mode of File /d/*: a pattern has no mode; range over Matches, or use a matcher"},
		{"/gone/*", "exists", "false", "known"},
		{"/gone/*", "mode", "", "absent"},
	} {
		if got, how := read(at(c.path), c.what); got != c.want || how != c.said {
			t.Errorf("%s of %s is %q, %s; want %q, %s", c.what, c.path, got, how, c.want, c.said)
		}
	}
	var all []resource.File
	said(t, func() (any, error) {
		var err error
		all, err = at("/d/*").Matches()
		return nil, err
	})
	for i, c := range []struct{ what, want, said string }{{"mode", "0640", "known"}, {"mode", "0777", "known"}} {
		if got, how := read(all[i], c.what); got != c.want || how != c.said {
			t.Errorf("%s of %s is %q, %s", c.what, all[i], got, how)
		}
	}
	if got, how := read(all[0], "sha256"); got != "00" || how != "known" {
		t.Errorf("sha256 of %s is %q, %s", all[0], got, how)
	}
	if _, how := read(all[1], "content"); how != "absent" {
		t.Errorf("content of a directory: %s", how)
	}
	if _, how := read(all[0], "link"); how != "absent" {
		t.Errorf("link of a file: %s", how)
	}
	if got, how := read(all[0], "exists"); got != "true" || how != "known" {
		t.Errorf("%s exists: %s, %s", all[0], got, how)
	}
}
