package page

import (
	"net/http"

	"myphoto/internal/lang"
	"myphoto/internal/photo"
)

// Crumb is one step of the way to a page. The last one, the page itself, has no
// Path.
type Crumb struct{ Path, Text string }

// Frame is everything around the content of a page. What a handler leaves empty
// is filled in from the request and the name of the page.
type Frame struct {
	Lang    lang.Language
	Path    string       // address of the page without /en, where the language link leads
	Query   string       // kept by the language link
	Title   string       // plain text; empty: the sentence "<name>.title"
	Caption string       // small line above the heading: «Βήμα 2 από 3»
	Person  string       // full name of who is signed in; empty: nobody is
	Profile string       // the profile in use, in words
	Several bool         // the person has more than one profile
	Home    string       // where «Αρχική» leads
	Back    string       // path of the page before; empty: no such link
	Crumbs  []Crumb      // way to this page; shown when there is no Back
	Error   *photo.Error // fills the summary, the fields and the title
	Camera  bool         // the page may ask for the camera
}

// Visitor is what the frame shows of the person who is signed in. It is for
// display alone: who may do what is decided by the typed actors of the
// services, never by this.
type Visitor struct {
	Person  string
	Profile string
	Several bool
	Home    string
}

// complete fills the empty fields from the request.
func (f Frame) complete(req *http.Request) Frame {
	who := Visiting(req)
	f.Lang = Language(req)
	if f.Path == "" {
		f.Path, f.Query = req.URL.Path, req.URL.RawQuery
	}
	if f.Person == "" {
		f.Person, f.Several = who.Person, who.Several
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
