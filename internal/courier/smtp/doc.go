// Package smtp carries e-mail to one mail server: smtps:// with TLS from the
// first byte, smtp:// with STARTTLS, which may be missing only on this
// machine. A message is plain text, with an HTML part and the pictures it
// shows if there are any; the Message-ID follows from the message's id, so
// that a mail sent twice can be recognised as one.
//
// A refusal of recipient or content with a 5xx reply is permanent. A refusal
// of anything before that (greeting, encryption, password, sender) is about
// us, not about the message: the operator repairs it and the message goes.
package smtp
