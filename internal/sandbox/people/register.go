package people

import "slices"

// Custody is what the custody register says of an adult and a child.
type Custody string

// What the register can say. A parent need not have the custody of a child.
const (
	None     Custody = "NONE"
	Parent   Custody = "PARENT"
	Sole     Custody = "SOLE_CUSTODY"
	Joint    Custody = "JOINT_CUSTODY"
	Guardian Custody = "GUARDIAN"
)

// Entry is one person of the ΑΜΚΑ register, with what the custody register holds
// of the same person.
type Entry struct {
	AMKA    string   // in force, 11 digits; empty while there is only a ΠΑΑΥΠΑ
	Former  []string // ΑΜΚΑ that were replaced by it
	PAAYPA  string   // provisional number, also after it became an ΑΜΚΑ; or empty
	Lapsed  bool     // the ΠΑΑΥΠΑ was deactivated
	AFM     string   // tax number; or empty
	Birth   string   // yyyy-mm-dd; need not agree with the digits of the ΑΜΚΑ
	Surname string   // Greek capitals
	Name    string   // Greek capitals
	About   string   // one Greek phrase: what this entry is for

	Custodians []Custodian
}

// Custodian is an adult of whom the custody register knows something about a child.
type Custodian struct {
	User string // sign-in name of one of [Everybody]
	Kind Custody
}

// Registered returns the ΑΜΚΑ register: first the children of the documentation,
// then those made for one trap each, then adults. Most adults of the demo are not in
// it.
func Registered() []Entry {
	return slices.Concat(documented(), trapped(), adults())
}

func documented() []Entry {
	return []Entry{
		{
			AMKA: "15061200018", Birth: "2012-06-15", Surname: "ΠΑΠΑΔΟΠΟΥΛΟΣ", Name: "ΔΗΜΗΤΡΙΟΣ", About: "κοινή επιμέλεια",
			Custodians: []Custodian{{"maria", Joint}, {"giorgos", Joint}},
		},
		{
			AMKA: "15061200026", Birth: "2012-06-15", Surname: "ΠΑΠΑΔΟΠΟΥΛΟΥ", Name: "ΣΟΦΙΑ", About: "αποκλειστική επιμέλεια",
			Custodians: []Custodian{{"maria", Sole}},
		},
		{
			AMKA: "01030900011", AFM: "700000190", Birth: "2009-03-01", Surname: "ΒΑΣΙΛΕΙΟΥ", Name: "ΕΜΜΑΝΟΥΗΛ", About: "ενηλικιώνεται την 1η Μαρτίου 2027",
			Custodians: []Custodian{{"vasso", Sole}},
		},
	}
}

func trapped() []Entry {
	return []Entry{
		{
			AMKA: "10021400014", AFM: "700000188", Birth: "2014-02-10", Surname: "ΣΤΕΡΓΙΟΥ", Name: "ΙΑΣΩΝ", About: "έχει ΑΦΜ· ο ένας γονέας δεν έχει την επιμέλεια",
			Custodians: []Custodian{{"danai", Sole}, {"stelios", Parent}},
		},
		{
			AMKA: "23041100043", Former: []string{"23041100027"}, Birth: "2011-04-23", Surname: "ΜΑΚΡΗ", Name: "ΦΑΙΔΡΑ", About: "υπό επιτροπεία· ο παλιός ΑΜΚΑ αντικαταστάθηκε",
			Custodians: []Custodian{{"thalia", Guardian}},
		},
		{
			PAAYPA: "99A00000018", Birth: "2015-08-07", Surname: "ΧΑΣΑΝ", Name: "ΓΙΟΥΣΟΥΦ", About: "μόνο με ΠΑΑΥΠΑ",
			Custodians: []Custodian{{"amina", Sole}},
		},
		{
			AMKA: "30111300023", PAAYPA: "99000000026", Birth: "2013-11-30", Surname: "ΧΑΣΑΝ", Name: "ΛΕΪΛΑ", About: "ο ΠΑΑΥΠΑ έγινε ΑΜΚΑ",
			Custodians: []Custodian{{"amina", Sole}},
		},
		{
			PAAYPA: "99X00000034", Lapsed: true, Birth: "2010-01-20", Surname: "ΧΑΣΑΝ", Name: "ΟΜΑΡ", About: "ο ΠΑΑΥΠΑ απενεργοποιήθηκε",
			Custodians: []Custodian{{"amina", Sole}},
		},
		{
			AMKA: "01031200015", Birth: "2012-02-29", Surname: "ΠΑΥΛΙΔΗΣ", Name: "ΘΗΣΕΑΣ", About: "γεννήθηκε στις 29 Φεβρουαρίου, ο ΑΜΚΑ αρχίζει αλλιώς",
			Custodians: []Custodian{{"pavlos", Joint}},
		},
		{
			AMKA: "29021200026", Birth: "2012-02-28", Surname: "ΠΑΥΛΙΔΟΥ", Name: "ΔΑΦΝΗ", About: "ο ΑΜΚΑ λέει 29 Φεβρουαρίου, γεννήθηκε στις 28",
			Custodians: []Custodian{{"pavlos", Joint}},
		},
		{
			AMKA: "01010000014", Birth: "2010-10-01", Surname: "ΠΑΥΛΙΔΗΣ", Name: "ΟΡΕΣΤΗΣ", About: "τα ψηφία του ΑΜΚΑ δείχνουν ενήλικο",
			Custodians: []Custodian{{"pavlos", Joint}},
		},
		{
			AMKA: "12060400020", Birth: "2004-06-12", Surname: "ΠΑΥΛΙΔΟΥ", Name: "ΑΡΙΑΔΝΗ", About: "ενήλικη, που το μητρώο επιμέλειας δεν έχει διαγράψει",
			Custodians: []Custodian{{"pavlos", Sole}},
		},
	}
}

func adults() []Entry {
	return []Entry{
		{AMKA: "14058000028", AFM: "123456783", Birth: "1980-05-14", Surname: "ΠΑΠΑΔΟΠΟΥΛΟΥ", Name: "ΜΑΡΙΑ", About: "ενήλικη"},
		{AMKA: "03097800019", AFM: "700000011", Birth: "1978-09-03", Surname: "ΠΑΠΑΔΟΠΟΥΛΟΣ", Name: "ΓΕΩΡΓΙΟΣ", About: "ενήλικος"},
	}
}

// ByNumber returns the entry with a number: any ΑΜΚΑ, in force or former, a
// ΠΑΑΥΠΑ, or a tax number. Empty numbers are not looked for. It returns false when
// there is none.
func ByNumber(amka, paaypa, afm string) (Entry, bool) {
	for _, e := range Registered() {
		switch {
		case amka != "" && (e.AMKA == amka || slices.Contains(e.Former, amka)),
			paaypa != "" && e.PAAYPA == paaypa,
			afm != "" && e.AFM == afm:
			return e, true
		}
	}
	return Entry{}, false
}

// Of returns what the custody register holds of an adult and the child: [None] when
// nothing.
func (e Entry) Of(user string) Custody {
	for _, c := range e.Custodians {
		if c.User == user {
			return c.Kind
		}
	}
	return None
}

// InForce returns the number under which the custody register knows the child: the
// ΑΜΚΑ, or the ΠΑΑΥΠΑ while there is none.
func (e Entry) InForce() string {
	if e.AMKA != "" {
		return e.AMKA
	}
	return e.PAAYPA
}

// ValidAMKA reports whether the eleven digits end in their Luhn digit.
func ValidAMKA(amka string) bool {
	if len(amka) != 11 {
		return false
	}
	sum := 0
	for i := range len(amka) {
		d := int(amka[len(amka)-1-i]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		if i%2 == 1 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}
