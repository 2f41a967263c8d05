package inventory

import (
	"path/filepath"
	"strings"

	"github.com/distribution/reference"

	"github.com/fleetspec/fleetspec/runner/strict"
)

// parseImage reads REF: NAME[:TAG][@DIGEST], as docker run takes it.
func parseImage(rest string) ([]Address, error) {
	if rest == "" {
		return nil, badAddress(rest, "write "+forms[Image], "the image is missing")
	}
	if _, err := reference.ParseNormalizedNamed(rest); err != nil {
		return nil, badAddress(rest, "", "%s can't be an image: %v", strict.Quote(rest), err)
	}
	return []Address{{Scheme: Image, Image: rest}}, nil
}

// parseCompose reads FILE#SERVICE.
func parseCompose(rest string) ([]Address, error) {
	at := strings.LastIndexByte(rest, '#')
	if at <= 0 || at == len(rest)-1 {
		return nil, badAddress(rest, "write "+forms[Compose], "the file, or after # the service, is missing")
	}
	file, service := rest[:at], rest[at+1:]
	if !containerForm.MatchString(service) {
		return nil, badAddress(service, "", "%s can't be a service's name", strict.Quote(service))
	}
	return []Address{{Scheme: Compose, Path: file, Service: service}}, nil
}

// beside gives an address whose file is looked for in dir.
func (a Address) beside(dir string) Address {
	if (a.Scheme == Snapshot || a.Scheme == Compose) && !filepath.IsAbs(a.Path) {
		a.Path = filepath.Join(dir, a.Path)
	}
	return a
}
