// Package citizen is the part of the site where people act on their own files:
// they type the code number, look at the pictures, approve or reject them,
// link them to their tax number, download them, say which applications may
// retrieve them, read what happened, unlink and erase.
//
// The journey runs code → preview → link → photo; everything else starts at
// the page of the linked files. The desk ([service.Citizens]) decides every
// step. A page asks it, shows the answer, and where the answer is a refusal
// shows the same form again. What is not there any more leads back to where
// the journey can be taken up.
//
// Pictures are read from the desk for each look and never kept; uploaded
// pictures of QR codes stay in memory.
package citizen
