package studio

import (
	"net/http"
	"strings"

	"myphoto/internal/web/page"
)

// wide lists the pages that take the whole window.
var wide = map[string]bool{
	"studio/home": true, "studio/list": true, "studio/new": true, "studio/sheet": true, "studio/specs": true, "studio/stats": true, "studio/statement": true, "studio/upload": true,
}

// page returns a page of the counter with the way back to its first page.
func (h *Handler) page(req *http.Request, name string, view any) page.Page {
	reply := page.View(name, view)
	if wide[name] {
		reply.Layout.Width = page.Wide
	}
	l := page.Language(req)
	if name != "studio/home" {
		title := l.Say(strings.ReplaceAll(name, "/", ".")+".title", nil)
		reply.Layout.Crumbs = []page.Crumb{{Path: "/studio", Text: l.Say("studio.home.title", nil)}, {Text: title}}
	}
	return reply
}
