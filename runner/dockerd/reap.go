package dockerd

import (
	"context"
	"errors"
	"fmt"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"
)

// Reap removes the containers whose owner is gone, and what is left of compose projects of such owners.
func Reap(ctx context.Context, c *client.Client) error {
	list, err := c.ContainerList(ctx, client.ContainerListOptions{
		All: true, Filters: make(client.Filters).Add("label", LabelOwner),
	})
	if err != nil {
		return fmt.Errorf("list containers of dead owners: %w", err)
	}
	me := Self()
	var failed []error
	for _, found := range list.Items {
		o, err := ParseOwner(found.Labels[LabelOwner])
		if err != nil || !o.Gone(me, time.Since(time.Unix(found.Created, 0))) {
			continue // not ours to judge, or alive
		}
		failed = append(failed, Remove(ctx, c, found.ID))
	}
	return errors.Join(append(failed, reapProjects(ctx, c))...)
}

// Remove kills and removes a container with its volumes, without waiting for it to stop; one that is gone already, or that
// another process is just removing, is no error.
func Remove(ctx context.Context, c *client.Client, id string) error {
	_, err := c.ContainerRemove(ctx, id, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
	if err == nil || cerrdefs.IsNotFound(err) || cerrdefs.IsConflict(err) {
		return nil
	}
	return fmt.Errorf("remove container %.12s: %w", id, err)
}
