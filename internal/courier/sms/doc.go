// Package sms sends text messages through the sendsms interface of Kannel
// (Kannel User's Guide, "Using the HTTP interface to send SMS messages"), the
// usual gateway to an operator's SMPP connection.
//
// Kannel offers GET with variables and POST with X-Kannel headers. The client
// uses POST: the text is the body, number and password are headers, so none of
// them is in a request line, where web servers and proxies log it. Some
// imitations of Kannel accept a form as the body; Kannel itself does not.
//
// Kannel answers 202 with "0: Accepted for delivery", "3: Queued for later
// delivery" or, when configured to answer at once, "Sent."; 400 for a message
// that it cannot read or a number that it denies; 403 both for a wrong password
// and, with "Not routable. Do not try again.", for a number without a route;
// 503 for "Temporal failure, try again later.".
//
// Texts in the GSM 7-bit alphabet are sent as such (coding 0), all others as
// UCS-2 (coding 2). [Parts] returns what a text costs, [Capitals] folds Greek
// into the 7-bit alphabet, [ParseReport] reads delivery reports.
package sms
