package image

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"

	"github.com/fleetspec/fleetspec/runner/dockerd"
)

// obtain pulls the image when it is not here, as docker run does and with its credentials.
func (b *Box) obtain(ctx context.Context) error {
	if dockerd.Has(ctx, b.api, b.ref) {
		return nil
	}
	var options client.ImagePullOptions
	if _, auth, err := testcontainers.DockerImageAuth(ctx, b.ref); err == nil { // without credentials it may do as well
		text, err := json.Marshal(auth)
		if err != nil {
			return err
		}
		options.RegistryAuth = base64.URLEncoding.EncodeToString(text)
	}
	pull, err := b.api.ImagePull(ctx, b.ref, options)
	if err == nil {
		err = pull.Wait(ctx)
	}
	if err != nil {
		return fmt.Errorf("the image is not here, and can't be pulled: %w", err)
	}
	return nil
}
