// Package outbound is how the service calls other systems over HTTP: a client
// that follows no redirects, waits for a bounded time and reads bounded
// bodies; the rule for addresses that carry credentials; and transport errors
// in words that quote neither the address nor anything that was sent or
// received. Package courier/smtp, which speaks no HTTP, uses the last two.
package outbound
