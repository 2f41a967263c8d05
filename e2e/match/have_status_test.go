package match

import (
	"testing"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
)

func TestStatus(t *testing.T) {
	of := chain(headed())
	judge(t, map[string]judged{
		"a number":               {HaveStatus(200), of, ""},
		"another number":         {HaveStatus(404), of, "have status 404, but it is 200 OK"},
		"one of several":         {HaveStatus(404, 200), of, ""},
		"none of several":        {HaveStatus(404, "3xx"), of, "have status 404 or 3xx, but it is 200 OK"},
		"a class":                {HaveStatus("2xx"), of, ""},
		"another class":          {HaveStatus("5xx"), of, "have status 5xx, but it is 200 OK"},
		"of the last answer":     {HaveStatus(200), chain(&httpcheck.Hop{Status: 302}, headed()), ""},
		"a status without words": {HaveStatus(200), chain(&httpcheck.Hop{Status: 999}), "have status 200, but it is 999"},
		"no class of it":         {HaveStatus("1xx"), chain(&httpcheck.Hop{Status: 1000}), "have status 1xx, but it is 1000"},
	})
}
