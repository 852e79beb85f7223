package studio

import (
	"net/http"
	"strings"

	"myphoto/internal/web/page"
)

// screen is a page of the counter with the way back to its first page.
func (s *Studio) screen(req *http.Request, name string, view any) page.Screen {
	screen := page.View(name, view)
	l := page.Language(req)
	if name != "studio/home" {
		title := l.Say(strings.ReplaceAll(name, "/", ".")+".title", nil)
		screen.Frame.Crumbs = []page.Crumb{{Path: "/studio", Text: l.Say("studio.home.title", nil)}, {Text: title}}
	}
	return screen
}
