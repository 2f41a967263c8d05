// Package match holds Gomega matchers on what an endpoint answered. A verb a file.
//
// All but those that expect a failure judge the last answer of the chain: where none came, nothing is
// known of the application, and the check is unknown whatever the matcher says.
package match
