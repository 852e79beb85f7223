package photo

import "time"

// AdultAge is the age, in years, from which nobody else acts for a person (article 127
// of the Civil Code).
const AdultAge = 18

// CustodyKind is the kind of the custody (επιμέλεια) of a minor, as the register names
// it. A parent without custody has none.
type CustodyKind string

// The kinds of custody.
const (
	SoleCustody  CustodyKind = "sole"
	JointCustody CustodyKind = "joint"
	Guardianship CustodyKind = "guardian"
)

// Custody is the register's answer that a person has the custody of a minor.
type Custody struct {
	Custodian SubjectID
	Minor     SubjectID
	Kind      CustodyKind
	AdultAt   time.Time // 00:00 in Athens on the minor's 18th birthday
	LapsedAt  time.Time // since when the register says that the minor's ΠΑΑΥΠΑ has lapsed; zero: it has not
	AskedAt   time.Time // when the register confirmed it last
	Session   string    // in which it did
}

// CustodyTTL is how long an answer of the custody register holds in the session in which
// it was given: custody that was lost ends the access at the next use.
const CustodyTTL = time.Minute

// Holds reports whether the custodian may act for the minor at now, by the last answer
// of the register: the minor is not of age.
func (c Custody) Holds(now time.Time) bool { return c.Custodian != "" && now.Before(c.AdultAt) }

// Fresh reports whether the register need not be asked again at now, in a session.
func (c Custody) Fresh(session string, now time.Time) bool {
	return c.Holds(now) && c.Session == session && now.Before(c.AskedAt.Add(CustodyTTL)) && !now.Before(c.AskedAt)
}

// AdultAt returns 00:00 in Athens on the 18th birthday of somebody born on the given
// day. Who is born on 29 February comes of age on 28 February.
func AdultAt(birth time.Time) time.Time {
	y, m, d := birth.In(Athens()).Date()
	last := time.Date(y+AdultAge, m+1, 0, 0, 0, 0, 0, Athens()).Day()
	return time.Date(y+AdultAge, m, min(d, last), 0, 0, 0, 0, Athens())
}
