// Package template writes the messages that people receive: the text message and
// the mail that carry a code number, and the text message with a one-time
// code. Mails are in Greek and English, with a plain part and one of HTML that
// holds the QR code; text messages are short Greek of the GSM alphabet.
package template
