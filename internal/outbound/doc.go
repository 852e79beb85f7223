// Package outbound is how the service calls other systems over HTTP: a client
// that follows no redirects, waits for a bounded time and reads bounded
// bodies; the rule for addresses that carry credentials; transport errors in
// words that quote neither the address nor anything that was sent or received;
// and the readers of answers in XML and JSON. Package courier/smtp, which speaks no HTTP,
// uses the second and the third.
package outbound
