package phpweb

import "github.com/fleetspec/fleetspec/specs"

// Declare makes the suite's containers. A suite under go test calls it in a package variable.
func Declare() bool {
	web := specs.On("role=web")
	specs.Describe("applications", web, applications)
	specs.Describe("plugins", web, plugins)
	specs.Describe("services", web, services)
	specs.Describe("commands that scripts use", web, commands)
	specs.Describe("kernel and locale", web, kernel)
	specs.Describe("environment variables", web, environment)
	specs.Describe("permissions", web, permissions)
	specs.Describe("deployer", web, deployer)
	specs.Describe("git", web, git)
	return true
}
