package page

import (
	"net/http"

	"myphoto/internal/httpx"
)

// pagePolicy is the Content-Security-Policy of every page: our own files only, no
// inline script or style, no framing, no other base. data: is for the arrows inside
// digigov.css, blob: for showing a file that the visitor just chose. child-src is what
// Safari before 15.5 asks for a worker.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
	"connect-src 'self'; worker-src 'self'; child-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// workerPolicy is the policy of every script when it runs as a worker: a worker has
// the policy that it was served with, not that of its page.
const workerPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'"

// liveWorker runs the checks in the browser at the counter. It alone may compile
// WebAssembly.
const (
	liveWorker = "live/worker.js"
	livePolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
)

// permissions turns off what our pages never use. otp-credentials lets a phone
// offer the one-time code from the message.
const permissions = "geolocation=(), microphone=(), payment=(), usb=(), otp-credentials=(self), camera="

// setSecurityHeaders sets the headers that protect a page, or any other response.
func (r *Renderer) setSecurityHeaders(h http.Header) {
	csp := pagePolicy
	if r.config.secure() {
		csp += "; upgrade-insecure-requests"
		h.Set("Strict-Transport-Security", httpx.HSTS)
	}
	h.Set("Content-Security-Policy", csp)
	h.Set("Permissions-Policy", permissions+"()")
	h.Set("Referrer-Policy", "same-origin") // with "no-referrer" our own forms would come with Origin: null
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}
