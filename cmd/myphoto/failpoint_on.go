//go:build crash

package main

import (
	"net/http"
	"os"
	"strings"
	"syscall"
)

// failpointHook returns a function that kills the program, as a power cut would,
// at the point that CRASH_AT names. Only the build with the tag "crash", which
// the tests make, has it.
func failpointHook() func(point string) {
	chosen := os.Getenv("CRASH_AT")
	return func(passed string) {
		if passed == chosen {
			die()
		}
	}
}

func die() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {} // nothing may happen until the signal arrives
}

// bytesHalf is the failpoint between the halves of a file that an application
// fetches: a moment of the door, which the service cannot know.
const bytesHalf = "bytes.half"

// dieHalfway sends half of a file and then dies, if CRASH_AT says so.
func dieHalfway(next http.Handler) http.Handler {
	passed := failpointHook()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, "/api/v1/retrievals/") {
			w = &halfway{w, passed}
		}
		next.ServeHTTP(w, r)
	})
}

type halfway struct {
	http.ResponseWriter
	passed func(point string)
}

func (h *halfway) Unwrap() http.ResponseWriter { return h.ResponseWriter }

func (h *halfway) Write(content []byte) (int, error) {
	n, err := h.ResponseWriter.Write(content[:len(content)/2])
	if err != nil {
		return n, err
	}
	if err := http.NewResponseController(h.ResponseWriter).Flush(); err != nil {
		return n, err
	}
	h.passed(bytesHalf)
	rest, err := h.ResponseWriter.Write(content[n:])
	return n + rest, err
}
