package page

import "net/http"

// policy is the Content-Security-Policy of every page: nothing but our own
// files, no inline script or style, no framing, no other base. data: is for the
// arrows inside digigov.css, blob: for showing a file the visitor just chose.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
	"connect-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// workerPolicy is that of every script when it runs as a worker, which has the
// policy it was served with and not that of its page.
const workerPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'"

// liveWorker runs the checks of the counter's browser: of all pages and
// workers the only one that may compile WebAssembly.
const (
	liveWorker = "live/worker.js"
	livePolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
)

// features turns off what pages of ours never use. otp-credentials lets a
// phone offer the one-time code from the message.
const features = "geolocation=(), microphone=(), payment=(), usb=(), otp-credentials=(self), camera="

// guard sets the headers that protect a page, or any other answer of the door.
func (r *Renderer) guard(h http.Header) {
	csp := policy
	if r.look.secure() {
		csp += "; upgrade-insecure-requests"
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	h.Set("Content-Security-Policy", csp)
	h.Set("Permissions-Policy", features+"()")
	h.Set("Referrer-Policy", "same-origin") // with "no-referrer" our own forms would come with Origin: null
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}
