package citizen

import (
	"net/http"
	"slices"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/citizen"
	"myphoto/internal/service/consent"
	"myphoto/internal/web/form"
	"myphoto/internal/web/page"
)

// Config holds what the pages need.
type Config struct {
	Service     *citizen.Service
	Consent     *consent.Service
	Actor       func(*http.Request) (photo.Citizen, error) // the citizen who is signed in, acting for the {minor} of the path
	StashedCode func(*http.Request) string                 // the code that came with a link; empty: none
	Closed      func(*http.Request) bool                   // the business register knows a closed studio of the citizen
	DropCode    func(*http.Request) error                  // forgets it
	Now         func() time.Time
}

// Handler are the citizen's pages.
type Handler struct{ Config }

// New returns the pages.
func New(c Config) *Handler { return &Handler{c} }

// Routes returns the rows of the table of routes: each page about the own files, and
// the same about those of a minor.
func (h *Handler) Routes() []page.Route {
	own := []page.Route{
		h.get("/citizen", h.home),
		h.get("/citizen/code", h.code), h.post("/citizen/code", h.submit), h.postFiles("/citizen/code/qr", h.qr),
		h.get("/citizen/scan", h.scan),
		h.get("/citizen/file/{upload}/{item}", h.file),
		h.get("/citizen/preview", h.preview), h.post("/citizen/preview", h.approve),
		h.get("/citizen/preview/{item}", h.fullSize),
		h.get("/citizen/reject", h.askReject), h.post("/citizen/reject", h.reject), h.get("/citizen/rejected", h.rejected),
		h.get("/citizen/link", h.askLink), h.post("/citizen/link", h.link),
		h.get("/citizen/photo", h.photo), h.get("/citizen/photo.ics", h.calendar),
		h.get("/citizen/download", h.downloads), h.get("/citizen/download/{name}", h.download),
		h.get("/citizen/apps", h.apps), h.get("/citizen/apps/new", h.chooseApp),
		h.get("/citizen/apps/{grant}/{step}", grantOrRevoke(h.askGrant, h.askRevoke)),
		h.post("/citizen/apps/{grant}/{step}", grantOrRevoke(h.grant, h.revoke), "items"),
		h.get("/citizen/history", h.history), h.get("/citizen/history.csv", h.historyTable),
		h.get("/citizen/history/{event}/proof", h.proof),
		h.get("/citizen/ticket", h.tickets), h.post("/citizen/ticket", h.changeTickets, "documents"),
		h.get("/citizen/freeze", h.freeze), h.post("/citizen/freeze", h.switchFreeze),
		h.get("/citizen/notices", h.notices), h.post("/citizen/notices", h.switchNotices),
		h.get("/citizen/unlink", h.askUnlink), h.post("/citizen/unlink", h.unlink), h.get("/citizen/unlinked", h.unlinked),
		h.post("/citizen/associate-again", h.associateAgain),
		h.get("/citizen/erase", h.askErase), h.post("/citizen/erase", h.erase),
	}
	all := slices.Clone(own)
	for _, route := range own {
		if of, scoped := page.ForMinor(route); scoped {
			all = append(all, of)
		}
	}
	return all
}

// action is a handler that knows the actor.
type action func(*http.Request, photo.Citizen) (page.Reply, error)

func (h *Handler) get(path string, next action) page.Route {
	return page.Route{Method: http.MethodGet, Path: path, Guard: page.Citizen, Handler: h.withActor(next)}
}

// postFiles is a POST whose handler reads the body itself.
func (h *Handler) postFiles(path string, next action) page.Route {
	return page.Route{Method: http.MethodPost, Path: path, Guard: page.Citizen, Handler: h.withActor(next)}
}

// post is a POST of a form without files; its fields are in req.PostForm, of which
// those in repeated may come several times.
func (h *Handler) post(path string, next action, repeated ...string) page.Route {
	return h.postFiles(path, func(req *http.Request, who photo.Citizen) (page.Reply, error) {
		if _, err := form.Values(req, form.MaxSmall, repeated...); err != nil {
			return nil, err
		}
		return next(req, who)
	})
}

func (h *Handler) withActor(next action) page.Handler {
	return page.As(h.Actor, func(req *http.Request, who photo.Citizen) (page.Reply, error) {
		reply, err := next(req, who)
		if who.For != "" {
			reply = page.About(who.For, who.ForName, reply)
		}
		return reply, err
	})
}

// withBack returns a page with the link back.
func withBack(back, name string, view any) page.Page {
	p := page.View(name, view)
	p.Layout.Back = back
	return p
}
