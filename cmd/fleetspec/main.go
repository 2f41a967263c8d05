// Command fleetspec proves that hosts are what their spec says.
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(execute(context.Background(), os.Args[1:], standard()))
}
