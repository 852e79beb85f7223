// Package login asks an identity provider who is signing in. It defines the
// conversation: where the browser is sent, which [Identity] comes back, where
// the browser signs out. Package gsis speaks the protocol of the Greek state's
// servers: TAXISnet, TAXISnet with OTP, and public servants. It does not handle
// sessions, state or cookies.
package login
