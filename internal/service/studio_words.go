package service

import (
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/photo/spec"
)

// Form is what a studio fills in for one client. Photo and Signature are the
// uploaded bytes, at most 10 MB each; nil when none was chosen.
type Form struct {
	Photo, Signature []byte
	Documents        []photo.ProfileID
	Mobile, Email    string
	Channels         []photo.Channel
	Agreed           bool // the client saw the pictures and agrees
	Acknowledged     bool // the advice was seen
	spec.Options
	Label          string // the studio's own, free
	IdempotencyKey string
}

// Outcome is what became of a form: an upload with a code, or a draft.
type Outcome struct {
	Upload photo.UploadID
	Draft  bool
}

// Contact is where a client's code goes.
type Contact struct {
	Mobile, Email  string
	Channels       []photo.Channel
	Agreed         bool
	IdempotencyKey string
}

func (c Contact) typed() photo.Contact {
	return photo.Contact{Mobile: c.Mobile, Email: c.Email, Channels: c.Channels, Agreed: c.Agreed}
}

// Row is one upload in a studio's list. Status is the last part of a lang key
// "upload.status.…": draft, uploaded, sent, mailed, delivered, undelivered,
// viewed, rejected, linked, unlinked, expired, withdrawn or erased. After sent a
// report of delivery may follow; mailed is the end, for mail servers report
// nothing.
type Row struct {
	ID           photo.UploadID
	By           photo.SubjectID // who made it
	State        photo.State
	Status       string
	Label        string
	Contact      string // masked, of every channel
	CreatedAt    time.Time
	LastDay      time.Time
	Documents    []photo.ProfileID
	RejectReason photo.RejectReason
}

// UploadPage is everything a studio sees about one of its uploads.
type UploadPage struct {
	Row
	Items, Cuts []PictureFacts
	Verdict     spec.Verdict
	Deliveries  []Delivery
	Acts        []photo.UploadAct // those allowed now
	ResendsLeft int
	Judging     spec.Options // how the pictures were judged
	Typed       Form         // what was typed into a draft, without the pictures

	SentAt, ViewedAt, RejectedAt, AssociatedAt time.Time
}

// Delivery is the course of one message.
type Delivery struct {
	Channel  photo.Channel
	State    string // queued, sent, delivered, failed, stopped
	Old      bool   // its code was ended by a newer one
	Contact  string // masked; empty for an old one
	Attempts []Attempt

	CreatedAt, AcceptedAt, SettledAt, NextAt time.Time
}

// Attempt is one try to hand a message to its carrier.
type Attempt struct {
	At      time.Time
	Outcome string // accepted, temporary, permanent
}

// Filter narrows a studio's list. Zero values do not narrow; Most is at most
// 500. Match decides about each upload once it is opened, because what a studio
// typed is kept sealed and no query can look into it.
type Filter struct {
	From, To time.Time
	State    photo.State
	By       photo.SubjectID
	Match    func(Row) bool
	Most     int
}

// MostOpened is how many uploads, the newest, a Filter.Match gets to see.
const MostOpened = 2000

// Listing is a part of a studio's uploads, newest first. More says that there
// may be others, older or not looked at.
type Listing struct {
	Rows []Row
	More bool
}

// Member is an employee as the owner sees them.
type Member struct {
	ID                          string
	Subject                     photo.SubjectID // by which the list is narrowed
	Label                       string
	TaxID                       string // masked
	AddedAt, AcceptedAt, UsedAt time.Time
}
