package e2e_test

// english holds the texts of the pages that stories press and look for.
var english = map[string]string{
	"Έλαβα γνώση":              "I have read and agree",
	"Αίτημα άντλησης":          "Retrieval requested",
	"Ανάκληση":                 "Withdraw",
	"Ανακλήθηκε":               "Withdrawn",
	"Αποσυσχέτιση":             "Unlink",
	"Διαγραφή των αρχείων μου": "Erase my files",
	"Ενεργή":                   "Active",
	"Εξουσιοδότηση":            "Authorise",
	"Επανασυσχέτιση":           "Link again",
	"Επιβεβαίωση":              "Approve",
	"Εστάλη":                   "Sent",
	"Λήψη όλων (photos.zip)":   "Download all (photos.zip)",
	"Λήψη ψηφιακών αρχείων":    "Download your files",
	"Μεταφόρτωση και αποστολή": "Upload and send",
	"Νέα Υποβολή":              "New submission",
	"Νέα εξουσιοδότηση":        "New authorisation",
	"Παραδόθηκε":               "Delivered",
	"Συγχαρητήρια!":            "Done",
	"Συνέχεια":                 "Continue",
	"Συσχέτιση":                "Link",
	"Συσχετίστηκε":             "Linked",
	"Σύνδεση ως Φωτογράφος":    "Sign in as a photographer",
	"Τα αρχεία διαγράφηκαν":    "The files were deleted",
}
