// Package template writes the messages that people receive: the text message
// and the mail with a code number, and the text message with a one-time code.
// Mails are in Greek and English, with a plain part and an HTML part that shows
// the QR code; text messages are short Greek in the GSM alphabet.
package template
