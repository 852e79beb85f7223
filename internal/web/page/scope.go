package page

import (
	"crypto/rand"
	"net/url"
	"strings"

	"myphoto/internal/photo"
)

// A citizen's pages stand at /citizen for the own files, and below
// /citizen/minor/{minor} for those of a minor: the same pages, with links of their own.
// The address says whose files a page or a form is about, so that two tabs never mix two
// people up.
const (
	citizenPath = "/citizen"
	minorsPath  = "/citizen/minor"
)

// ownPaths are the citizen's pages that are about the person who acts.
func ownPaths() []string { return []string{minorsPath, "/citizen/household", "/citizen/sessions"} }

// ForMinor returns the route of the same page about the files of a minor, whose id is
// the value of {minor} in its path; false for a route that is not about files.
func ForMinor(route Route) (Route, bool) {
	scoped := isScoped(route.Path)
	if scoped {
		route.Path = minorsPath + "/{minor}" + strings.TrimPrefix(route.Path, citizenPath)
	}
	return route, scoped
}

// About says on a page that it is about the files of a minor, and makes the links of a
// reply lead to the pages about the same minor.
func About(minor photo.SubjectID, name string, reply Reply) Reply {
	switch r := reply.(type) {
	case Page:
		r.Layout.Minor, r.Layout.For = minor, name
		r.Layout.Back, r.Layout.Path = scoped(minor, r.Layout.Back), scoped(minor, r.Layout.Path)
		return r
	case Redirect:
		return Redirect(scoped(minor, string(r)))
	}
	return reply
}

// MinorPath returns the address of the page that a custodian finds for a minor.
func MinorPath(minor photo.SubjectID) string { return scoped(minor, citizenPath) }

// scoped returns the address of the page about a minor for that of the page about the
// own files.
func scoped(minor photo.SubjectID, path string) string {
	if !isScoped(path) {
		return path
	}
	return minorsPath + "/" + url.PathEscape(string(minor)) + strings.TrimPrefix(path, citizenPath)
}

// isScoped reports whether a path is that of a page about files.
func isScoped(path string) bool {
	if !within(citizenPath, path) {
		return false
	}
	for _, own := range ownPaths() {
		if within(own, path) {
			return false
		}
	}
	return true
}

// within reports whether a path is that of a page, or below it.
func within(page, path string) bool {
	rest, ok := strings.CutPrefix(path, page)
	return ok && (rest == "" || strings.ContainsAny(rest[:1], "/?"))
}

// scopeMark stands in rendered pages where the address of a page about files takes the
// minor: the functions of the templates do not know the request. It is random, so that no
// text of a person can have it.
type scopeMark string

func newScopeMark() scopeMark { return scopeMark("/" + rand.Text()) }

// mark puts the mark into the address of a page about files.
func (m scopeMark) mark(path string) string {
	if !isScoped(path) {
		return path
	}
	return citizenPath + string(m) + strings.TrimPrefix(path, citizenPath)
}

// resolve puts the minor in the place of the marks of a rendered page; nothing where the
// page is about the own files.
func (m scopeMark) resolve(rendered string, minor photo.SubjectID) string {
	scope := ""
	if minor != "" {
		scope = strings.TrimPrefix(minorsPath, citizenPath) + "/" + url.PathEscape(string(minor))
	}
	return strings.ReplaceAll(rendered, string(m), scope)
}
