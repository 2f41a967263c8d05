package dockerd

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"
)

// projectPrefix begins the names of the compose projects that are ours.
const projectPrefix = "fleetspec"

// labelProject is what compose puts on all that it makes.
const labelProject = "com.docker.compose.project"

// ProjectName is a new name for a compose project of this process. Compose takes no labels of ours, but labels all that it
// makes, containers, networks and volumes, with the project's name: so the owner is in there.
func ProjectName() string {
	o := Self().hashed()
	return strings.Join([]string{projectPrefix, o.Host, o.Boot, o.Namespace, strconv.Itoa(o.PID), o.Start, strings.ToLower(rand.Text()[:8])}, "-")
}

// projectOwner reads whose a project is; only what hashed gives can be compared with it.
func projectOwner(name string) (Owner, bool) {
	parts := strings.Split(name, "-")
	if len(parts) != 7 || parts[0] != projectPrefix {
		return Owner{}, false
	}
	pid, err := strconv.Atoi(parts[4])
	return Owner{Host: parts[1], Boot: parts[2], Namespace: parts[3], PID: pid, Start: parts[5]}, err == nil && pid > 0
}

// hashed has what is long, and what no project may be named by, in a short form.
func (o Owner) hashed() Owner {
	for _, text := range []*string{&o.Host, &o.Boot, &o.Namespace} {
		*text = fmt.Sprintf("%.4x", sha256.Sum256([]byte(*text)))
	}
	return o
}

// abandoned tells whether something with these labels is of a compose project whose owner is gone.
func abandoned(labels map[string]string, me Owner, made time.Time) bool {
	o, ours := projectOwner(labels[labelProject])
	return ours && o.Gone(me, time.Since(made))
}

// reapProjects removes what is left of compose projects whose owner is gone. What another process is just removing, or still
// holds, is left to the next.
func reapProjects(ctx context.Context, c *client.Client) error {
	me, label := Self().hashed(), make(client.Filters).Add("label", labelProject)
	containers, err := c.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: label})
	if err != nil {
		return fmt.Errorf("list containers of dead owners' projects: %w", err)
	}
	var failed []error
	for _, found := range containers.Items {
		if abandoned(found.Labels, me, time.Unix(found.Created, 0)) {
			failed = append(failed, Remove(ctx, c, found.ID))
		}
	}
	networks, err := c.NetworkList(ctx, client.NetworkListOptions{Filters: label})
	failed = append(failed, err)
	for _, n := range networks.Items {
		if abandoned(n.Labels, me, n.Created) {
			_, err := c.NetworkRemove(ctx, n.ID, client.NetworkRemoveOptions{})
			failed = append(failed, unlessHeld("remove network "+n.Name, err))
		}
	}
	volumes, err := c.VolumeList(ctx, client.VolumeListOptions{Filters: label})
	failed = append(failed, err)
	for _, v := range volumes.Items {
		made, err := time.Parse(time.RFC3339, v.CreatedAt)
		if err != nil {
			made = time.Now()
		}
		if abandoned(v.Labels, me, made) {
			_, err := c.VolumeRemove(ctx, v.Name, client.VolumeRemoveOptions{})
			failed = append(failed, unlessHeld("remove volume "+v.Name, err))
		}
	}
	return errors.Join(failed...)
}

func unlessHeld(what string, err error) error {
	if err == nil || cerrdefs.IsNotFound(err) || cerrdefs.IsConflict(err) || cerrdefs.IsPermissionDenied(err) {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}
