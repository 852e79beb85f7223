package registers

// firm is what the business register holds about one tax number.
type firm struct {
	afm, office, officeName string
	flag                    string // firm_flag_descr
	name, title             string // onomasia, commer_title
	street, number          string
	zip, area               string
	start, stop             string // yyyy-mm-dd, stop "" while it runs
	activities              []activity
}

// activity is one ΚΑΔ of a firm; kind 1 main, 2 secondary, 3 other, 4 auxiliary.
type activity struct {
	code, descr string // code has 8 digits
	kind        int
}

const (
	inBusiness  = "ΕΠΙΤΗΔΕΥΜΑΤΙΑΣ"
	wasBusiness = "ΠΡΩΗΝ ΕΠΙΤΗΔΕΥΜΑΤΙΑΣ"
)

// firms holds the photographers of the demo. Texts are padded and doubly
// spaced where the real register does so.
func firms() []firm {
	return []firm{
		{
			afm: "111111114", office: "1101", officeName: "Α΄ ΑΘΗΝΩΝ          ", flag: inBusiness,
			name: "ΝΙΚΟΛΑΟΥ  ΝΙΚΟΛΑΟΣ  ΠΕΤΡΟΣ", title: "ΦΩΤΟ ΝΙΚΟΛΑΟΥ          ",
			street: "ΣΤΑΔΙΟΥ", number: "10   ", zip: "10564", area: "ΑΘΗΝΑ", start: "1994-03-01",
			activities: []activity{
				{"74202100", "ΥΠΗΡΕΣΙΕΣ ΦΩΤΟΓΡΑΦΙΣΗΣ ΠΟΡΤΡΕΤΩΝ", 1},
				{"74202300", "ΥΠΗΡΕΣΙΕΣ ΦΩΤΟΓΡΑΦΙΣΗΣ ΚΑΙ ΒΙΝΤΕΟΣΚΟΠΗΣΗΣ ΕΚΔΗΛΩΣΕΩΝ", 2},
			},
		},
		{
			afm: "700000035", office: "4211", officeName: "Α΄ ΘΕΣΣΑΛΟΝΙΚΗΣ    ", flag: inBusiness,
			name: "ΚΩΝΣΤΑΝΤΙΝΟΥ  ΚΩΝΣΤΑΝΤΙΝΟΣ  ΑΝΔΡΕΑΣ", title: "ΣΤΟΥΝΤΙΟ  ΦΩΣ & ΣΚΙΑ    ",
			street: "ΤΣΙΜΙΣΚΗ", number: "45", zip: "54623", area: "ΘΕΣΣΑΛΟΝΙΚΗ", start: "2012-09-17",
			activities: []activity{
				{"47782500", "ΛΙΑΝΙΚΟ ΕΜΠΟΡΙΟ ΦΩΤΟΓΡΑΦΙΚΟΥ ΕΞΟΠΛΙΣΜΟΥ", 1},
				{"74202100", "ΥΠΗΡΕΣΙΕΣ ΦΩΤΟΓΡΑΦΙΣΗΣ ΠΟΡΤΡΕΤΩΝ", 2},
			},
		},
		{
			afm: "700000072", office: "9111", officeName: "ΗΡΑΚΛΕΙΟΥ          ", flag: wasBusiness,
			name: "ΠΕΤΡΙΔΗΣ  ΠΕΤΡΟΣ  ΣΤΕΦΑΝΟΣ", title: "ΦΩΤΟ ΠΕΤΡΙΔΗΣ          ",
			street: "ΚΑΛΟΚΑΙΡΙΝΟΥ", number: "7", zip: "71202", area: "ΗΡΑΚΛΕΙΟ", start: "1983-05-10", stop: "2023-12-31",
			activities: []activity{{"74202100", "ΥΠΗΡΕΣΙΕΣ ΦΩΤΟΓΡΑΦΙΣΗΣ ΠΟΡΤΡΕΤΩΝ", 1}},
		},
		{
			afm: "700000300", office: "1101", officeName: "Α΄ ΑΘΗΝΩΝ          ", flag: inBusiness,
			name: "ΔΟΚΙΜΗ  ΦΩΤΟΓΡΑΦΟΣ  ΔΟΚΙΜΗ", title: "ΦΩΤΟ ΔΟΚΙΜΗ          ",
			street: "ΔΟΚΙΜΗΣ", number: "1", zip: "10564", area: "ΑΘΗΝΑ", start: "2020-01-01",
			activities: []activity{{"74202100", "ΥΠΗΡΕΣΙΕΣ ΦΩΤΟΓΡΑΦΙΣΗΣ ΠΟΡΤΡΕΤΩΝ", 1}},
		},
	}
}

func firmOf(afm string) (firm, bool) {
	for _, f := range firms() {
		if f.afm == afm {
			return f, true
		}
	}
	return firm{}, false
}

// on returns the firm as it stood on a day (yyyy-mm-dd). One that stopped later
// was still open; one that has stopped has no address in the register.
func (f firm) on(day string) firm {
	switch {
	case f.stop == "":
	case day < f.stop:
		f.flag, f.stop = inBusiness, ""
	default:
		f.street, f.number, f.zip, f.area = "", "", "", ""
	}
	return f
}

func kindName(kind int) string {
	switch kind {
	case 1:
		return "ΚΥΡΙΑ"
	case 2:
		return "ΔΕΥΤΕΡΕΥΟΥΣΑ"
	case 3:
		return "ΛΟΙΠΗ"
	}
	return "ΒΟΗΘΗΤΙΚΗ"
}
