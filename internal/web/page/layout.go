package page

import (
	"net/http"
	"net/url"
	"time"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
)

// Crumb is one step of the way to a page. The last one, the page itself, has no
// Path.
type Crumb struct{ Path, Text string }

// Width is how much of the window a page takes.
type Width string

// The widths of pages.
const (
	Narrow Width = ""     // two thirds of the column of gov.gr, for reading
	Full   Width = "full" // the whole column, for a table or one picture
	Wide   Width = "wide" // wider than the column, with its header: the counter
)

// Layout is everything around the content of a page. What a handler leaves empty
// is filled in from the request and the name of the page.
type Layout struct {
	Lang    lang.Language
	Path    string // address of the page without /en, where the language link leads
	Query   string // kept by the language link
	Title   string // plain text; empty: the sentence "<name>.title"
	Caption string // small line above the heading: «Βήμα 2 από 3»
	Person  string // full name of the visitor; empty: nobody is signed in
	Profile string // the profile in use, in words
	Several bool   // the person has more than one profile
	Home    string // where «Αρχική» leads

	Left     time.Duration // after which the session ends when nothing more happens
	TimedOut string        // path to which the page leads then
	FormKey  string        // seals what was typed when the session ends
	Ended    bool          // the page says that the session has ended: it shows no visitor, and tells the other tabs

	Back   string  // path of the page before; empty: no such link
	Crumbs []Crumb // way to this page; shown when there is no Back
	Width  Width
	Error  *photo.Error // fills the summary, the fields and the title
	Camera bool         // the page may ask for the camera

	Minor photo.SubjectID // whose files the page is about; empty: the visitor's own
	For   string          // name of the minor
}

// Wide reports whether header and content are wider than the column.
func (f Layout) Wide() bool { return f.Width == Wide }

// Visitor is what the layout shows of the person who is signed in. It is for
// display alone: who may do what is decided by the typed actors of the services,
// never by this.
type Visitor struct {
	Person  string
	Profile string
	Several bool
	Home    string

	Left     time.Duration
	TimedOut string
	FormKey  string
}

// withRequest returns the layout with its empty fields filled from the request.
func (f Layout) withRequest(req *http.Request) Layout {
	who := VisitorOf(req)
	if f.Ended {
		who = Visitor{}
	}
	f.Lang = Language(req)
	if f.Path == "" {
		f.Path, f.Query = req.URL.Path, req.URL.RawQuery
	}
	if f.Person == "" {
		f.Person, f.Several = who.Person, who.Several
	}
	f.Left, f.TimedOut, f.FormKey = who.Left, who.TimedOut, who.FormKey
	if f.TimedOut != "" {
		f.TimedOut += "&to=" + url.QueryEscape(req.URL.Path)
	}
	if f.Profile == "" {
		f.Profile = who.Profile
	}
	if f.Home == "" {
		f.Home = who.Home
	}
	if f.Home == "" {
		f.Home = "/"
	}
	return f
}
