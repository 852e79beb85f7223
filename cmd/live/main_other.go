//go:build !js

package main

import (
	"fmt"
	"os"
)

func main() {
	_, _ = fmt.Fprintln(os.Stderr, "live: runs in a browser only; make build puts it where the counter finds it")
	os.Exit(2)
}
