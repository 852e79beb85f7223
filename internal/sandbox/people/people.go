package people

// Person is one invented person. The password equals the user name.
type Person struct {
	User       string // sign-in name and password, ASCII
	AFM        string // tax number, 9 digits, valid by checksum
	Surname    string // Greek capitals, as the registers write names
	Name       string // Greek capitals
	FatherName string // Greek capitals
	MotherName string // Greek capitals
	BirthYear  int    // four digits; TAXISnet returns only the year
	Mobile     string // E.164, or "" when none is confirmed
	Email      string // or "" when none is registered
	About      string // one Greek phrase: what this person is for
	Official   bool   // may also sign in as a public servant
	Test       bool   // belongs to the demo's test data for applications
}

// Everybody returns the people of the demo: those of the documentation in its order,
// then the custodians of the children of [Registered].
func Everybody() []Person {
	return []Person{
		{User: "maria", AFM: "123456783", Surname: "ΠΑΠΑΔΟΠΟΥΛΟΥ", Name: "ΜΑΡΙΑ", FatherName: "ΔΗΜΗΤΡΙΟΣ", MotherName: "ΕΛΕΝΗ", BirthYear: 1980, Mobile: "+306900000001", Email: "maria@example.gr", About: "πολίτης, έχει την επιμέλεια δύο παιδιών"},
		{User: "giorgos", AFM: "700000011", Surname: "ΠΑΠΑΔΟΠΟΥΛΟΣ", Name: "ΓΕΩΡΓΙΟΣ", FatherName: "ΙΩΑΝΝΗΣ", MotherName: "ΣΟΦΙΑ", BirthYear: 1978, Mobile: "+306900000002", Email: "giorgos@example.gr", About: "πολίτης, έχει την επιμέλεια ενός παιδιού"},
		{User: "anna", AFM: "700000023", Surname: "ΓΕΩΡΓΙΟΥ", Name: "ΑΝΝΑ", FatherName: "ΠΑΥΛΟΣ", MotherName: "ΜΑΡΙΑ", BirthYear: 1991, About: "πολίτης χωρίς επιβεβαιωμένο κινητό"},
		{User: "nikos", AFM: "111111114", Surname: "ΝΙΚΟΛΑΟΥ", Name: "ΝΙΚΟΛΑΟΣ", FatherName: "ΠΕΤΡΟΣ", MotherName: "ΑΓΓΕΛΙΚΗ", BirthYear: 1969, Mobile: "+306900000003", Email: "nikos@example.gr", About: "φωτογράφος, «ΦΩΤΟ ΝΙΚΟΛΑΟΥ»"},
		{User: "eleni", AFM: "987654324", Surname: "ΑΝΤΩΝΙΟΥ", Name: "ΕΛΕΝΗ", FatherName: "ΧΡΗΣΤΟΣ", MotherName: "ΒΑΣΙΛΙΚΗ", BirthYear: 1995, Mobile: "+306900000004", About: "εξουσιοδοτημένη υπάλληλος του nikos"},
		{User: "kostas", AFM: "700000035", Surname: "ΚΩΝΣΤΑΝΤΙΝΟΥ", Name: "ΚΩΝΣΤΑΝΤΙΝΟΣ", FatherName: "ΑΝΔΡΕΑΣ", MotherName: "ΚΑΛΛΙΟΠΗ", BirthYear: 1985, Mobile: "+306900000005", About: "φωτογράφος, άλλο φωτογραφείο"},
		{User: "petros", AFM: "700000072", Surname: "ΠΕΤΡΙΔΗΣ", Name: "ΠΕΤΡΟΣ", FatherName: "ΣΤΕΦΑΝΟΣ", MotherName: "ΟΛΓΑ", BirthYear: 1958, Mobile: "+306900000006", About: "πολίτης, το φωτογραφείο του έχει κλείσει"},
		{User: "dimitra", AFM: "700000047", Surname: "ΔΗΜΗΤΡΙΟΥ", Name: "ΔΗΜΗΤΡΑ", FatherName: "ΛΕΩΝΙΔΑΣ", MotherName: "ΕΙΡΗΝΗ", BirthYear: 1975, Mobile: "+306900000007", About: "διαχειρίστρια", Official: true},
		{User: "stavros", AFM: "700000059", Surname: "ΣΤΑΥΡΟΥ", Name: "ΣΤΑΥΡΟΣ", FatherName: "ΜΙΧΑΗΛ", MotherName: "ΔΕΣΠΟΙΝΑ", BirthYear: 1971, Mobile: "+306900000008", About: "ελεγκτής", Official: true},
		{User: "katerina", AFM: "700000060", Surname: "ΙΩΑΝΝΟΥ", Name: "ΑΙΚΑΤΕΡΙΝΗ", FatherName: "ΘΩΜΑΣ", MotherName: "ΠΑΡΑΣΚΕΥΗ", BirthYear: 1988, Mobile: "+306900000009", About: "υπάλληλος ΚΕΠ", Official: true},
		{User: "thodoris", AFM: "700000084", Surname: "ΘΕΟΔΩΡΟΥ", Name: "ΘΕΟΔΩΡΟΣ", FatherName: "ΝΙΚΟΛΑΟΣ", MotherName: "ΑΝΝΑ", BirthYear: 1979, Mobile: "+306900000010", About: "δεύτερος διαχειριστής", Official: true},
		{User: "ioanna", AFM: "700000096", Surname: "ΚΑΡΡΑ", Name: "ΙΩΑΝΝΑ", FatherName: "ΕΜΜΑΝΟΥΗΛ", MotherName: "ΜΑΡΙΝΑ", BirthYear: 1993, Mobile: "+306900000011", About: "υποστήριξη χρηστών", Official: true},
		{User: "lefteris", AFM: "700000103", Surname: "ΛΑΜΠΡΟΥ", Name: "ΕΛΕΥΘΕΡΙΟΣ", FatherName: "ΣΠΥΡΙΔΩΝ", MotherName: "ΘΕΟΔΩΡΑ", BirthYear: 1990, Mobile: "+306900000012", About: "προγραμματιστής του φορέα των αδειών οδήγησης"},
		{User: "vasso", AFM: "700000115", Surname: "ΒΑΣΙΛΕΙΟΥ", Name: "ΒΑΣΙΛΙΚΗ", FatherName: "ΑΛΕΞΑΝΔΡΟΣ", MotherName: "ΓΕΩΡΓΙΑ", BirthYear: 1982, Mobile: "+306900000013", About: "δεύτερη υπάλληλος ΚΕΠ, έχει την επιμέλεια ενός παιδιού", Official: true},
		{User: "stelios", AFM: "700000139", Surname: "ΣΤΕΡΓΙΟΥ", Name: "ΣΤΥΛΙΑΝΟΣ", FatherName: "ΑΡΗΣ", MotherName: "ΝΙΚΗ", BirthYear: 1984, Mobile: "+306900000014", Email: "stelios@example.gr", About: "γονέας χωρίς επιμέλεια"},
		{User: "danai", AFM: "700000140", Surname: "ΜΑΥΡΟΥ", Name: "ΔΑΝΑΗ", FatherName: "ΗΛΙΑΣ", MotherName: "ΣΤΕΛΛΑ", BirthYear: 1986, Mobile: "+306900000015", Email: "danai@example.gr", About: "έχει την επιμέλεια παιδιού με ΑΦΜ"},
		{User: "thalia", AFM: "700000152", Surname: "ΟΙΚΟΝΟΜΟΥ", Name: "ΘΑΛΕΙΑ", FatherName: "ΦΩΤΙΟΣ", MotherName: "ΜΑΡΘΑ", BirthYear: 1974, Mobile: "+306900000016", Email: "thalia@example.gr", About: "επίτροπος παιδιού που άλλαξε ΑΜΚΑ"},
		{User: "amina", AFM: "700000164", Surname: "ΧΑΣΑΝ", Name: "ΑΜΙΝΑ", FatherName: "ΑΧΜΕΤ", MotherName: "ΦΑΤΙΜΑ", BirthYear: 1989, Mobile: "+306900000017", Email: "amina@example.gr", About: "έχει την επιμέλεια τριών παιδιών με ΠΑΑΥΠΑ"},
		{User: "pavlos", AFM: "700000176", Surname: "ΠΑΥΛΙΔΗΣ", Name: "ΠΑΥΛΟΣ", FatherName: "ΘΗΣΕΑΣ", MotherName: "ΧΡΥΣΑ", BirthYear: 1977, Mobile: "+306900000018", Email: "pavlos@example.gr", About: "τα παιδιά του έχουν ΑΜΚΑ που δεν συμφωνούν με τη γέννηση"},
		{User: "manolis", AFM: "700000190", Surname: "ΒΑΣΙΛΕΙΟΥ", Name: "ΕΜΜΑΝΟΥΗΛ", FatherName: "ΠΕΤΡΟΣ", MotherName: "ΒΑΣΙΛΙΚΗ", BirthYear: 2009, Mobile: "+306900000019", Email: "manolis@example.gr", About: "παιδί της vasso, ενηλικιώνεται την 1η Μαρτίου 2027"},
	}
}

// ForTests returns the people whom the demo prepares for developers of
// applications: a photographer, and a citizen for each state of an authorisation.
func ForTests() []Person {
	return []Person{
		{User: "test-studio", AFM: "700000300", Surname: "ΔΟΚΙΜΗ", Name: "ΦΩΤΟΓΡΑΦΟΣ", FatherName: "ΔΟΚΙΜΗ", MotherName: "ΔΟΚΙΜΗ", BirthYear: 1970, Mobile: "+306900000100", About: "φωτογράφος των δοκιμαστικών προσώπων", Test: true},
		{User: "test-live", AFM: "700000312", Surname: "ΔΟΚΙΜΗ", Name: "ΙΣΧΥΕΙ", FatherName: "ΔΟΚΙΜΗ", MotherName: "ΔΟΚΙΜΗ", BirthYear: 1980, Mobile: "+306900000101", About: "εξουσιοδότηση που ισχύει", Test: true},
		{User: "test-once", AFM: "700000324", Surname: "ΔΟΚΙΜΗ", Name: "ΜΙΑ ΧΡΗΣΗ", FatherName: "ΔΟΚΙΜΗ", MotherName: "ΔΟΚΙΜΗ", BirthYear: 1980, Mobile: "+306900000102", About: "εξουσιοδότηση μιας χρήσης", Test: true},
		{User: "test-revoked", AFM: "700000336", Surname: "ΔΟΚΙΜΗ", Name: "ΑΝΑΚΛΗΣΗ", FatherName: "ΔΟΚΙΜΗ", MotherName: "ΔΟΚΙΜΗ", BirthYear: 1980, Mobile: "+306900000103", About: "εξουσιοδότηση που ανακλήθηκε", Test: true},
		{User: "test-expired", AFM: "700000348", Surname: "ΔΟΚΙΜΗ", Name: "ΛΗΞΗ", FatherName: "ΔΟΚΙΜΗ", MotherName: "ΔΟΚΙΜΗ", BirthYear: 1980, Mobile: "+306900000104", About: "εξουσιοδότηση που έληξε", Test: true},
	}
}

// All returns everybody whom the surrounding systems know.
func All() []Person { return append(Everybody(), ForTests()...) }

// ByAFM returns the person with a tax number; false when there is none.
func ByAFM(afm string) (Person, bool) {
	for _, p := range All() {
		if p.AFM == afm {
			return p, true
		}
	}
	return Person{}, false
}

// ValidAFM reports whether the check digit of the nine digits is right.
func ValidAFM(afm string) bool {
	if len(afm) != 9 || afm == "000000000" {
		return false
	}
	sum := 0
	for i, c := range afm {
		if c < '0' || c > '9' {
			return false
		}
		if i < 8 {
			sum += int(c-'0') << (8 - i)
		}
	}
	return sum%11%10 == int(afm[8]-'0')
}
