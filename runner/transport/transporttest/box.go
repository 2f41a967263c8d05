package transporttest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/fleetspec/fleetspec/fixtures/phpweb"
)

// Image is a container image that the transports are tried on. It is built on
// the spot, once.
type Image string

// The images.
const (
	// Debian has sudo and the users below, and dash as its sh.
	Debian Image = "debian"
	// Busybox has nothing but busybox and sh.
	Busybox Image = "busybox"
	// Bare has a busybox, and no sh.
	Bare Image = "bare"
)

// The users of Debian. Each password is Password.
const (
	// Password is the password of all users that have one.
	Password = "open sesame $HOME"
	// NoPassword may run everything, without a password.
	NoPassword = "nopassword"
	// AsksPassword may run everything, with a password.
	AsksPassword = "askspassword"
	// NoSudo is not in sudoers.
	NoSudo = "nosudo"
	// NeedsTerminal has requiretty.
	NeedsTerminal = "needsterminal"
	// OnlyTrue may run /bin/true only.
	OnlyTrue = "onlytrue"
	// Expired must change the password first.
	Expired = "expired"
)

const dockerfile = `ARG BASE=debian:bookworm-slim
FROM $BASE
RUN apt-get update \
 && apt-get install -y --no-install-recommends sudo busybox-static \
 && rm -rf /var/lib/apt/lists/*
RUN for u in nopassword askspassword nosudo needsterminal onlytrue expired; do \
      useradd -m -s /bin/bash $u && echo "$u:open sesame \$HOME" | chpasswd; done \
 && chage -d 0 expired \
 && printf '%s\n' 'nopassword ALL=(ALL:ALL) NOPASSWD: ALL' 'askspassword ALL=(ALL:ALL) ALL' \
      'Defaults:needsterminal requiretty' 'needsterminal ALL=(ALL:ALL) NOPASSWD: ALL' \
      'onlytrue ALL=(ALL:ALL) NOPASSWD: /bin/true' 'expired ALL=(ALL:ALL) ALL' >/etc/sudoers.d/fleetspec \
 && chmod 0440 /etc/sudoers.d/fleetspec
`

// minimal makes a root filesystem of busybox alone; $1 is its sh, or nothing.
const minimal = `mkdir -p /r/bin /r/etc /r/tmp /r/proc && cp /bin/busybox /r/bin/busybox && cp /etc/passwd /r/etc/passwd
[ -z "$1" ] || ln -s busybox "/r/bin/$1"
tar -C /r -c .`

// Start starts a container of the image and gives its id. It is removed after
// the test. options stand before the image, as for docker run.
func Start(t *testing.T, image Image, options ...string) string {
	t.Helper()
	phpweb.RequireDocker(t)
	args := append([]string{"run", "-d", "--init", "--label", "fleetspec-b=" + t.Name()}, options...)
	if image == Debian {
		args = append(args, build(t), "sleep", "1000000")
	} else {
		args = append(args, pack(t, image), "/bin/busybox", "sleep", "1000000")
	}
	id := Docker(t, nil, args...)
	t.Cleanup(func() { _ = exec.Command("docker", "rm", "-f", "-v", id).Run() })
	return id
}

// build gives the Debian image.
func build(t *testing.T) string {
	t.Helper()
	tag := fmt.Sprintf("fleetspec-b-debian:%.12x", sha256.Sum256([]byte(dockerfile)))
	if exec.Command("docker", "image", "inspect", tag).Run() != nil {
		Docker(t, []byte(dockerfile), "build", "--build-arg", "BASE="+Base(t), "-t", tag, "-")
	}
	return tag
}

// Base gives the image of Debian 12 that images of tests are built on; it is made where it can't be pulled.
func Base(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	base, err := phpweb.Base(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// pack gives an image of busybox alone.
func pack(t *testing.T, image Image) string {
	t.Helper()
	tag := fmt.Sprintf("fleetspec-b-%s:%.12x", image, sha256.Sum256([]byte(dockerfile+minimal)))
	if exec.Command("docker", "image", "inspect", tag).Run() == nil {
		return tag
	}
	shell := ""
	if image == Busybox {
		shell = "sh"
	}
	root, err := exec.Command("docker", "run", "--rm", build(t), "sh", "-c", minimal, "sh", shell).Output()
	if err != nil {
		t.Fatalf("make the root of %s: %v", image, err)
	}
	Docker(t, root, "import", "-", tag)
	return tag
}

// Docker runs docker's command and gives its output without the last line feed.
func Docker(t *testing.T, stdin []byte, args ...string) string {
	t.Helper()
	cmd := exec.Command("docker", args...)
	cmd.Stdin = bytes.NewReader(stdin)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("docker %s: %v: %s", strings.Join(args, " "), err, stderr.Bytes())
	}
	return strings.TrimSuffix(string(out), "\n")
}
