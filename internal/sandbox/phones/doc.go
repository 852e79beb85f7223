// Package phones is the sandbox's mobile network: it takes messages through
// Kannel's sendsms interface, keeps what every phone received, and calls the
// delivery reports back.
//
// The interface is that of Kannel 1.4.5 (smsbox, user guide "Using the HTTP
// interface to send SMS messages"), with its habits: GET has CGI variables,
// POST has the text as body (text/plain or application/octet-stream) and
// everything else as X-Kannel headers, and refuses forms; a "+" that is not
// percent-encoded becomes a space; several receivers are separated by spaces;
// text is sent in the GSM alphabet unless coding=2, and what that alphabet
// lacks arrives as "?"; with coding=2 the text is UTF-16BE unless charset says
// otherwise. Accepted is 202 "0: Accepted for delivery".
//
// Numbers ending in UndeliverableSuffix are accepted but reach nobody: their
// report says 2, not delivered to the phone. Messages live in memory only, the
// newest MaxMessages of them.
package phones
