package httpx

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
)

// maxStack bounds the stack written to the log, in bytes.
const maxStack = 8 << 10

// errPanicked is in the log of a request whose handler panicked.
var errPanicked = errors.New("handler panicked")

// recoverPanic turns a panic into the response of OnPanic. When part of another
// response has been sent, it closes the connection: a visitor must not mistake
// half a page or half a file for a whole one.
func recoverPanic(o Options, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { //nolint:contextcheck // the only context of a recovery is that of its request
			cause := recover()
			if cause == nil {
				return
			}
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(http.ErrAbortHandler) // the handler itself closes the connection
			}
			logPanic(r.Context(), o.Log, cause)
			if sent, ok := w.(*responseRecorder); ok && sent.started() {
				panic(http.ErrAbortHandler)
			}
			deleteHeaders(w.Header(), "Content-Length", "Content-Encoding", "Content-Disposition", "ETag")
			o.OnPanic.ServeHTTP(w, r)
		}()
		next.ServeHTTP(w, r)
	})
}

func deleteHeaders(h http.Header, names ...string) {
	for _, name := range names {
		h.Del(name)
	}
}

// logPanic logs where the panic happened. Its text is logged only when the
// runtime wrote it: any other could contain what a visitor typed.
func logPanic(ctx context.Context, log *slog.Logger, cause any) {
	LogOf(ctx).SetError(errPanicked)
	what := fmt.Sprintf("%T", cause)
	if err, ok := cause.(runtime.Error); ok {
		what = err.Error()
	}
	stack := debug.Stack()
	log.LogAttrs(ctx, slog.LevelError, "panic",
		slog.String("id", CallerOf(ctx).RequestID),
		slog.String("cause", what),
		slog.String("stack", string(stack[:min(len(stack), maxStack)])))
}
