// Package sandbox simulates the systems around myPhoto, for demos and tests:
// the identity provider, the contact, business, custody and ΑΜΚΑ registers, a mobile network
// and a mail server, in one process on two ports, with invented people and the
// real protocols. It imports nothing else of this program, so that both sides
// of every protocol are written from the protocol and not from each other.
//
// New binds the ports, Run serves until its context ends. Everything lives in
// memory: a stop forgets all messages, codes and tokens.
//
//	people     the invented people
//	taxisnet   /oauth2server, /oauth2serverotp, /oauth2servergov
//	registers  /esb/notificationCenterElementsService, /wsaade/RgWsPublic2/RgWsPublic2,
//	           /esb/custodyRestService, /esb/amkaRestService
//	phones     /cgi-bin/sendsms and what arrived
//	mailbox    SMTP and what arrived
//	faults     /api/faults: any of them can be down, slow or in error, two answer nonsense
//	page       the layout of the pages
//
// The page at / shows every phone and mailbox; /api/messages and /api/mails
// return the same to programs. None of this may be reachable from the internet:
// passwords equal user names and every message is readable by anybody.
package sandbox
