// Package mailbox is the sandbox's mail server: an SMTP listener (RFC 5321)
// that accepts mail for anybody, parses it (RFC 5322, RFC 2045-2047) and
// stores, for every recipient, what a mail program would show: subject, plain
// text, HTML and attachments, inline ones included.
//
// With a certificate, STARTTLS and, over TLS, AUTH PLAIN are offered; neither is
// demanded.
//
// Nothing is relayed and nothing is written to disk. One message may have
// MaxBytes and MaxRecipients; the newest MaxMails are kept, as long as they
// take no more than MaxKept bytes together.
package mailbox
