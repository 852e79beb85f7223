// Package sms carries text messages through Kannel's sendsms interface
// (Kannel User's Guide, "Using the HTTP interface to send SMS messages"), the
// usual door in front of an operator's SMPP line.
//
// Of the two ways Kannel offers, GET with variables and POST with X-Kannel
// headers, the carrier uses POST: the text is the body, number and password
// are headers, so that none of them is in a request line, where web servers
// and proxies log them. A form body, which some imitations take, is not
// understood by Kannel itself.
//
// Kannel answers 202 with "0: Accepted for delivery", "3: Queued for later
// delivery" or, when configured to answer at once, "Sent."; 400 for a message
// it cannot read or a number it denies; 403 both for a wrong password and, as
// "Not routable. Do not try again.", for a number without a route; 503 for
// "Temporal failure, try again later.".
//
// Texts in the GSM 7-bit alphabet go as such (coding 0), all others as UCS-2
// (coding 2). [Parts] tells what a text will cost, [Capitals] folds Greek so
// that it fits the 7-bit alphabet, [ParseReport] reads delivery reports.
package sms
