package e2e

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/fleetspec/fleetspec/e2e/httpcheck"
	"github.com/fleetspec/fleetspec/runner/suite"
)

// secrets are those of the process: each is shown nowhere, whoever declared it.
var secrets struct {
	mu  sync.Mutex
	all []secret
}

type secret struct {
	name string // what a text that refers to it shows
	httpcheck.Secret
}

// Secret makes a value a secret, and gives the text that stands for it in any text of a request. name is shown in
// its place; variable is the environment variable that takes its place in curl commands.
func Secret(name, variable, value string) string {
	s := secret{name, httpcheck.Secret{Name: variable, Value: value}}
	secrets.mu.Lock()
	defer secrets.mu.Unlock()
	for i, known := range secrets.all {
		if known == s { // declared again: by the second build of the tree, say
			return ref(secretRef, strconv.Itoa(i)+":"+name)
		}
	}
	secrets.all = append(secrets.all, s)
	return ref(secretRef, strconv.Itoa(len(secrets.all)-1)+":"+name)
}

// Env is the secret that an environment variable holds. One that is not set, or empty, ends the run before
// anything is sent.
func Env(variable string) string {
	value := os.Getenv(variable)
	if value == "" {
		suite.Refuse("read secret: the environment variable %s is not set, or empty", variable)
	}
	return Secret("env."+variable, variable, value)
}

// File is the secret that a file holds, a newline at its end aside. One that can't be read ends the run before
// anything is sent. name is shown in its place, and in capitals is the variable of curl commands.
func File(name, path string) string {
	value, err := ReadSecret(path)
	if err != nil {
		suite.Refuse("read secret %s: %v", name, err)
	}
	return Secret(name, name, value)
}

// secretLimit is how large a file with a secret may be.
const secretLimit = 64 << 10

// ReadSecret gives what a file holds, without one newline at its end.
func ReadSecret(path string) (string, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", fmt.Errorf("%s is no file", path)
	case info.Size() > secretLimit:
		return "", fmt.Errorf("%s is larger than %d bytes", path, secretLimit)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	value := strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r")
	if value == "" {
		return "", fmt.Errorf("%s is empty", path)
	}
	return value, nil
}

// value is what the reference to a secret stands for.
func (r reference) secret() string {
	number, _, _ := strings.Cut(r.name, ":")
	i, err := strconv.Atoi(number)
	secrets.mu.Lock()
	defer secrets.mu.Unlock()
	if err != nil || i >= len(secrets.all) {
		return ""
	}
	return secrets.all[i].Value
}

// hidden are all secrets of the process, for masking.
func hidden() []httpcheck.Secret {
	secrets.mu.Lock()
	defer secrets.mu.Unlock()
	out := make([]httpcheck.Secret, len(secrets.all))
	for i, s := range secrets.all {
		out[i] = s.Secret
	}
	return out
}
