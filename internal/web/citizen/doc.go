// Package citizen serves the pages where people act on their own files: they type
// the code number, look at the pictures, approve or reject them, link them to
// their tax number, download them, say which applications may retrieve them, read
// what happened, unlink and erase.
//
// The journey is code → preview → link → photo; everything else starts at the page
// of the linked files. [citizen.Service] decides every step. A page asks it and
// shows the answer; after a refusal it shows the same form again. Where something
// is not there any more, the page redirects to where the journey can be resumed.
//
// Pictures are read from the service for each request and never kept; uploaded
// pictures of QR codes stay in memory.
package citizen
