// Package login asks an identity provider who is at the door. It knows the
// words of that conversation: where to send the browser, what comes back as an
// [Identity], where to sign out. Package gsis speaks the protocol of the Greek
// state's servers: TAXISnet, TAXISnet with OTP and public servants. Sessions,
// state and cookies are not its business.
package login
