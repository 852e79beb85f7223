// Package smtp sends e-mail to one mail server: smtps:// with TLS from the
// first byte, smtp:// with STARTTLS, which may be missing only on this machine.
// A message is plain text, with an HTML part and its pictures if there are any.
// The Message-ID is derived from the id of the message, so that a mail sent
// twice can be recognised as one.
//
// A refusal of the recipient or the content with a 5xx reply is permanent. A
// refusal of anything before that (greeting, encryption, password, sender) is
// about our configuration, not about the message: the operator corrects it and
// the message is sent.
package smtp
