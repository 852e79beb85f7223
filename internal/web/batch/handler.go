package batch

import (
	"net/http"
	"time"

	"myphoto/internal/httpx"
	"myphoto/internal/photo"
	"myphoto/internal/service/batch"
	"myphoto/internal/web/page"
)

// Config holds what the pages need. Actor returns the actor of a request, or refuses it.
type Config struct {
	Service *batch.Service
	Actor   func(*http.Request) (photo.Operator, error)
	Now     func() time.Time
}

// Handler serves the pages of batches.
type Handler struct{ Config }

// New returns the pages.
func New(c Config) *Handler { return &Handler{c} }

// Routes returns the rows of the table of routes.
func (h *Handler) Routes() []page.Route {
	get, post := http.MethodGet, http.MethodPost
	return []page.Route{
		{Method: get, Path: "/studio/batch", Guard: page.Studio, Handler: page.As(h.Actor, h.start)},
		{Method: post, Path: "/studio/batch", Guard: page.Studio, Handler: page.As(h.Actor, h.create)},
		{Method: get, Path: "/studio/batch/example.csv", Guard: page.Studio, Handler: page.As(h.Actor, h.example)},
		{Method: get, Path: "/studio/batch/{id}", Guard: page.Studio, Handler: page.As(h.Actor, h.show)},
		{Method: post, Path: "/studio/batch/{id}", Guard: page.Studio, Handler: page.As(h.Actor, h.fill)},
		{Method: post, Path: "/studio/batch/{id}/send", Guard: page.Studio, Handler: page.As(h.Actor, h.send)},
		{Method: get, Path: "/studio/batch/{id}/results.csv", Guard: page.Studio, Handler: page.As(h.Actor, h.results)},
	}
}

func batchID(req *http.Request) photo.BatchID { return photo.BatchID(req.PathValue("id")) }

func pathOf(id photo.BatchID) string { return "/studio/batch/" + string(id) }

// page returns a page of the room with the way back to the counter.
func (h *Handler) page(req *http.Request, name string, view any) page.Page {
	l, reply := page.Language(req), page.View(name, view)
	reply.Layout.Width = page.Wide
	reply.Layout.Crumbs = []page.Crumb{{Path: "/studio", Text: l.Say("studio.home.title", nil)}, {Text: l.Say("batch.start.title", nil)}}
	return reply
}

// shown reports whether a refusal belongs beside the form that was sent.
func shown(err error) bool {
	refusal, ok := httpx.Refusal(err)
	if !ok {
		return false
	}
	switch refusal.Kind {
	case photo.Invalid, photo.RateLimited, photo.Unavailable, photo.TooLarge:
		return true
	default:
		return false
	}
}
