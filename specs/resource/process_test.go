package resource_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fleetspec/fleetspec/runner/record"
	"github.com/fleetspec/fleetspec/specs/resource"
)

func TestProcess(t *testing.T) {
	one := func(pid int, user, state, env string) string {
		return fmt.Sprintf(`{"pid": %d, "parent": 1, "name": "x", "args": ["x", "-d"], "state": "%s", "uid": 1, "user": %s, "env": %s}`, pid, state, user, env)
	}
	root, deploy, odd := `{"is": "root"}`, `{"is": "deploy"}`, `{"unknown": "getent hangs"}`
	mail, web, title := `{"is": {"QUEUE": {"value": "mail"}}}`, `{"is": {"QUEUE": {"value": "web"}}}`, `{"unknown": "it wrote over its environment"}`
	asked, rows := "", ""
	for i, r := range [][]string{
		{"one", one(2, deploy, "S", mail)},
		{"two", one(2, deploy, "S", mail), one(3, deploy, "S", mail)},
		{"mixed", one(2, root, "S", mail), one(3, deploy, "R", web)},
		{"zombie", one(2, deploy, "Z", title)},
		{"half", one(2, deploy, "S", mail), one(3, root, "Z", title)},
		{"odd", one(2, odd, "S", title)},
		{"halfodd", one(2, deploy, "S", mail), one(3, odd, "S", title)},
		{"without", one(2, deploy, "S", "null")},
		{"absent"},
	} {
		if i > 0 {
			asked, rows = asked+",", rows+","
		}
		asked += `{"table": "process", "key": "` + r[0] + `"}`
		rows += `"` + r[0] + `": {`
		if len(r) > 1 {
			rows += `"is": {"instances": [` + strings.Join(r[1:], ",") + `]}`
		}
		rows += "}"
	}
	src := saved(t, "process", `{"asked": [`+asked+`], "rows": {`+rows+`}}`)
	for _, c := range []struct{ name, running, count, user, queue, home string }{
		{"one", "true", "1", "deploy", `"mail"`, "not set"},
		{"two", "true", "2", "deploy", `"mail"`, "not set"},
		{"mixed", "true", "2", "absent", "absent", "not set"},
		{"zombie", "false", "0", "absent", "absent", "absent"},
		{"half", "true", "1", "deploy", `"mail"`, "not set"},
		{"odd", "true", "1", "unknown: getent hangs", "unknown: it wrote over its environment", "unknown: it wrote over its environment"},
		{"halfodd", "true", "2", "unknown: getent hangs", "unknown: it wrote over its environment", "unknown: it wrote over its environment"},
		{"without", "true", "1", "deploy", "unknown: it was not collected", "unknown: it was not collected"},
		{"absent", "false", "0", "absent", "absent", "absent"},
		{"unasked", "unknown: the saved snapshot does not hold it", "unknown: the saved snapshot does not hold it", "unknown: the saved snapshot does not hold it",
			"unknown: the saved snapshot does not hold it", "unknown: the saved snapshot does not hold it"},
	} {
		p, err := resource.NewProcess(src, c.name)
		if err != nil {
			t.Fatal(err)
		}
		for what, read := range map[string]func() (any, error){
			"running " + c.running: func() (any, error) { return p.Running() },
			"count " + c.count:     func() (any, error) { return p.Count() },
			"user " + c.user:       func() (any, error) { return p.User() },
			"QUEUE " + c.queue:     func() (any, error) { return p.Env("QUEUE") },
			"HOME " + c.home:       func() (any, error) { return p.Env("HOME") },
		} {
			v, how := said(t, read)
			if how == "known" {
				how = fmt.Sprint(v)
			}
			if _, want, _ := strings.Cut(what, " "); how != want {
				t.Errorf("%s of %s is %s", what, p, how)
			}
		}
	}
	p, _ := resource.NewProcess(src, "mixed")
	r, end := record.Begin()
	defer end()
	if _, err := p.User(); err == nil || !strings.Contains(err.Error(), "run as deploy and root") || len(r.Unresolved()) != 0 {
		t.Errorf("of two users: %v", err)
	}
	if users, err := p.Users(); err != nil || fmt.Sprint(users) != "[deploy root]" {
		t.Errorf("users %v, %v", users, err)
	}
	if args, err := p.Args(); err != nil || len(args) != 1 || args[0] != "x -d" {
		t.Errorf("args %q, %v", args, err)
	}
	if p.WithEnv().WithEnv(); len(p.WithEnv().Asks()) != 2 || len(p.Asks()) != 1 {
		t.Errorf("asks %v and %v", p.Asks(), p.WithEnv().Asks())
	}
	for _, name := range []string{"", "a\nb", "php*"} {
		if _, err := resource.NewProcess(src, name); err == nil {
			t.Errorf("%q can be declared", name)
		}
	}
}
