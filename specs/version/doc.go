// Package version compares versions by the rules of the system that they come
// from, and judges them by constraints such as "~> 1.22" or ">= 2.4, < 3".
//
// The rules:
//
//   - dpkg: deb-version(7), "[epoch:]upstream[-revision]"
//   - rpm: rpm-version(7), "[epoch:]version[-release]", with ~ and ^
//   - php: PHP's own version_compare, for PHP and its extensions
//   - plain: what programs call themselves ("1.1.1n", "2.0-rc1"), see Plain
//
// A constraint that names no epoch is compared without the installed epoch, and one
// that names no revision without the installed revision: "1.22.1" means whatever
// the distribution made of 1.22.1.
package version
