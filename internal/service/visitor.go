package service

import (
	"time"

	"myphoto/internal/photo"
)

// TermsVersion is the version of the terms now in force, the day of their
// text (template.LegalVersion of the pages). A new one asks
// everybody again at the next sign-in.
const TermsVersion = "2026-11-21"

// Stage is what a visitor still has to do before acting.
type Stage int

// The stages of signing in, in their order.
const (
	StageSignIn  Stage = iota // nobody yet
	StageOTP                  // identified; the one-time code is missing
	StageDetails              // has to confirm the personal details
	StageProfile              // has to choose a profile
	StageTerms                // has to accept the terms
	StageReady                // may act
)

// Profile is one capacity a person can choose after signing in.
type Profile struct {
	Role       Role
	Studio     photo.StudioID
	StudioName string
	Employment string // id of the employment; empty unless Role is RoleEmployee
	Pending    bool   // the employment still has to be accepted
}

// Choices are what a visitor may act as.
type Choices struct {
	Profiles     []Profile   // always begins with the citizen's
	Photographer Eligibility // why that profile is or is not among them
	// The business register does not answer, so that profiles may be missing:
	// the visitor's own as a photographer, or that of a studio that named the
	// visitor.
	RegisterDown bool
}

// Visitor is what the session keeps about somebody. The zero value is nobody.
// It is sealed with the rest of the session; only Sessions moves its Stage.
type Visitor struct {
	Person     photo.Person
	Stage      Stage
	Role       Role
	Studio     photo.StudioID
	StudioName string
	Employment string
	SignedInAt time.Time
}

// OTPSent tells what the page says about a one-time code on its way.
type OTPSent struct {
	Mobile    string // masked
	ExpiresAt time.Time
	NextAt    time.Time // when a new one may be asked for
}

// Eligibility is why somebody may or may not act as a photographer.
type Eligibility struct {
	Eligible bool
	Reason   string // "", "register-unavailable", "not-registered", "closed", "no-activity"
	Prefix   string // the activity codes that count begin with it
}
