package dockerd

import (
	"context"
	"fmt"

	"github.com/testcontainers/testcontainers-go"
)

// Reach connects to the engine as testcontainers finds it.
func Reach(ctx context.Context) (*testcontainers.DockerClient, error) {
	if err := Adapt(ctx); err != nil {
		return nil, fmt.Errorf("reach Docker: %w", err)
	}
	docker, err := testcontainers.NewDockerClientWithOpts(ctx)
	if err != nil {
		return nil, fmt.Errorf("reach Docker: %w", err)
	}
	return docker, nil
}
