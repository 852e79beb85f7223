package custody

import (
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/internal/minors"
)

// Refusals of entering a minor.
var (
	ErrNumberMissing = &photo.Error{Kind: photo.Invalid, Code: "minor.number", Field: "amka"} // neither ΑΜΚΑ nor ΠΑΑΥΠΑ
	ErrNumberTwice   = &photo.Error{Kind: photo.Invalid, Code: "minor.both", Field: "paaypa"}
	ErrAdult         = &photo.Error{Kind: photo.Invalid, Code: "minor.adult", Field: "amka"}
	ErrTaxIDDiffers  = &photo.Error{Kind: photo.Invalid, Code: "minor.afm", Field: "afm"} // from what the register says
	ErrSeveral       = &photo.Error{Kind: photo.Conflict, Code: "minor.several"}          // the numbers are recorded as those of two people
	ErrTooMany       = &photo.Error{Kind: photo.RateLimited, Code: "minor.quota"}
	ErrNotConnected  = minors.ErrNotConnected // this service asks no custody register
)

// maxQuestions is how often a person may enter a minor in an Athens day: each entry is a
// question to a register about somebody.
const maxQuestions = 10

// Declaration is what a custodian types about a minor: exactly one of ΑΜΚΑ and ΠΑΑΥΠΑ,
// and the tax number where there is one.
type Declaration struct{ AMKA, PAAYPA, TaxID string }

// Minor is a minor for whom a person may act, as the list of the household shows it.
type Minor struct {
	Actor   photo.Citizen // the person, acting for the minor; zero where Unsure
	Name    string        // by the register, first name first
	AdultAt time.Time
	Unsure  bool // the register does not answer now: the pages open when it does
}
