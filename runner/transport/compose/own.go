package compose

import (
	"os/exec"
	"syscall"
)

// own keeps an interrupt of the terminal from the command: its removal is ours, in order.
func own(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
