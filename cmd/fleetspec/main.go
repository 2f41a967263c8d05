// Command fleetspec proves that hosts are what their spec says.
package main

import (
	"context"
	"os"
	"runtime"
)

func main() {
	status := execute(context.Background(), os.Args[1:], standard())
	runtime.KeepAlive(ballast)
	os.Exit(status)
}
