package phpweb

import "github.com/fleetspec/fleetspec/specs"

// A host has all of the application. A container has a part of it, which its label part names: nginx or php.
var (
	withNGINX = specs.Only("part!=php", "NGINX is another container")
	withPHP   = specs.Only("part!=nginx", "PHP-FPM is another container")
)

// onHost is for what no container has.
func onHost(why string) any { return specs.Only("platform=ec2", why) }
