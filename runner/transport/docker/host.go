package docker

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/moby/client"
)

// hostOptions says where the engine is, in the order of docker's own command:
// the given host, DOCKER_HOST, DOCKER_CONTEXT, the current context of
// config.json, the default socket.
func hostOptions(host string) ([]client.Opt, error) {
	switch {
	case host != "":
		if err := supported(host); err != nil {
			return nil, err
		}
		return []client.Opt{client.WithTLSClientConfigFromEnv(), client.WithHost(host)}, nil
	case os.Getenv("DOCKER_HOST") != "":
		if err := supported(os.Getenv("DOCKER_HOST")); err != nil {
			return nil, fmt.Errorf("use DOCKER_HOST: %w", err)
		}
		return []client.Opt{client.FromEnv}, nil
	}
	dir := configDir()
	name, err := currentContext(dir)
	if err != nil || name == "" || name == "default" {
		return []client.Opt{client.FromEnv}, err
	}
	return contextOptions(dir, name)
}

// supported refuses what needs a helper program of docker's command.
func supported(host string) error {
	if strings.HasPrefix(host, "ssh://") {
		return fmt.Errorf("an engine behind %s is not supported: forward its socket (ssh -L) and name that", host)
	}
	return nil
}

func configDir() string {
	if dir := os.Getenv("DOCKER_CONFIG"); dir != "" {
		return dir
	}
	return filepath.Join(os.Getenv("HOME"), ".docker")
}

func currentContext(dir string) (string, error) {
	if name := os.Getenv("DOCKER_CONTEXT"); name != "" {
		return name, nil
	}
	var config struct{ CurrentContext string }
	err := readJSON(filepath.Join(dir, "config.json"), &config)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return config.CurrentContext, err
}

// contextOptions reads a context as docker's command stores it:
// contexts/meta/SHA256(name)/meta.json, and its keys in contexts/tls.
func contextOptions(dir, name string) ([]client.Opt, error) {
	sum := sha256.Sum256([]byte(name))
	key := hex.EncodeToString(sum[:])
	var meta struct {
		Endpoints map[string]struct {
			Host          string
			SkipTLSVerify bool
		}
	}
	if err := readJSON(filepath.Join(dir, "contexts", "meta", key, "meta.json"), &meta); err != nil {
		return nil, fmt.Errorf("read docker context %q: %w", name, err)
	}
	endpoint, ok := meta.Endpoints["docker"]
	if !ok || endpoint.Host == "" {
		return nil, fmt.Errorf("docker context %q names no engine", name)
	}
	if err := supported(endpoint.Host); err != nil {
		return nil, fmt.Errorf("use docker context %q: %w", name, err)
	}
	if endpoint.SkipTLSVerify {
		return nil, fmt.Errorf("docker context %q skips the verification of TLS, which is not supported", name)
	}
	options := []client.Opt{client.WithHost(endpoint.Host)}
	tls := filepath.Join(dir, "contexts", "tls", key, "docker")
	if _, err := os.Stat(tls); err == nil {
		options = append(options, client.WithTLSClientConfig(
			filepath.Join(tls, "ca.pem"), filepath.Join(tls, "cert.pem"), filepath.Join(tls, "key.pem")))
	}
	return options, nil
}

func readJSON(path string, to any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, to); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}
