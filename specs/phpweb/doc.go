// Package phpweb is the reference suite: what the host of a PHP application must be,
// one file a question.
//
//	applications and their versions        applications.go
//	PHP extensions, versions and settings  plugins.go
//	services enabled and running           services.go
//	commands that scripts use              commands.go
//	kernel parameters and locale           kernel.go
//	environment variables                  environment.go
//	permissions of directories and files   permissions.go
//	the SSH user for capistrano            deployer.go
//	git for that user                      git.go
//
// Everything is asserted of the targets labelled role=web. Of these a host is labelled platform=ec2; a container
// platform=container, and part=nginx or part=php for what it has of the application (parts.go): the specs of
// the rest are skipped there, and say why.
package phpweb
