package studio

import (
	"net/http"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service/figures"
	"myphoto/internal/service/signin"
	"myphoto/internal/service/staff"
	"myphoto/internal/service/studio"
	"myphoto/internal/web/page"
)

// Config holds what the pages of the counter need. Actor returns the actor of a
// request, or refuses it; Visitor returns who is signed in, also without any right
// to be here.
type Config struct {
	Service *studio.Service
	Figures *figures.Service
	Staff   *staff.Service
	SignIn  *signin.Service
	Actor   func(*http.Request) (photo.Operator, error)
	Visitor func(*http.Request) signin.Visitor
	Now     func() time.Time
}

// Handler serves the pages of the photographers.
type Handler struct{ Config }

// New returns the pages.
func New(c Config) *Handler { return &Handler{c} }

// Routes returns the rows of the table of routes.
func (h *Handler) Routes() []page.Route {
	get, post := http.MethodGet, http.MethodPost
	return []page.Route{
		{Method: get, Path: "/studio", Guard: page.Studio, Handler: page.As(h.Actor, h.today)},
		{Method: get, Path: "/studio/new", Guard: page.Studio, Handler: page.As(h.Actor, h.newForm)},
		{Method: post, Path: "/studio/new", Guard: page.Studio, Handler: page.As(h.Actor, h.upload)},
		{Method: get, Path: "/studio/ticket", Guard: page.Studio, Handler: page.As(h.Actor, h.askTicket)},
		{Method: post, Path: "/studio/ticket", Guard: page.Studio, Handler: page.As(h.Actor, h.readTicket)},
		{Method: get, Path: "/studio/u/{id}", Guard: page.Studio, Handler: page.As(h.Actor, h.show)},
		{Method: post, Path: "/studio/u/{id}", Guard: page.Studio, Handler: page.As(h.Actor, h.submitDraft)},
		{Method: get, Path: "/studio/u/{id}/{item}", Guard: page.Studio, Handler: page.As(h.Actor, h.picture)},
		{Method: get, Path: "/studio/u/{id}/slip", Guard: page.Studio, Handler: page.As(h.Actor, h.printout)},
		{Method: get, Path: "/studio/u/{id}/resend", Guard: page.Studio, Handler: page.As(h.Actor, h.askResend)},
		{Method: post, Path: "/studio/u/{id}/resend", Guard: page.Studio, Handler: page.As(h.Actor, h.resend)},
		{Method: get, Path: "/studio/u/{id}/contact", Guard: page.Studio, Handler: page.As(h.Actor, h.askContact)},
		{Method: post, Path: "/studio/u/{id}/contact", Guard: page.Studio, Handler: page.As(h.Actor, h.correct)},
		{Method: get, Path: "/studio/u/{id}/replace", Guard: page.Studio, Handler: page.As(h.Actor, h.askPictures)},
		{Method: post, Path: "/studio/u/{id}/replace", Guard: page.Studio, Handler: page.As(h.Actor, h.replace)},
		{Method: get, Path: "/studio/u/{id}/withdraw", Guard: page.Studio, Handler: page.As(h.Actor, h.askWithdraw)},
		{Method: post, Path: "/studio/u/{id}/withdraw", Guard: page.Studio, Handler: page.As(h.Actor, h.withdraw)},
		{Method: get, Path: "/studio/list", Guard: page.Studio, Handler: page.As(h.Actor, h.list)},
		{Method: get, Path: "/studio/list.csv", Guard: page.StudioOwner, Handler: h.asOwner(h.listCSV)},
		{Method: get, Path: "/studio/specs", Guard: page.Studio, Handler: page.As(h.Actor, h.specs)},
		{Method: get, Path: "/studio/specs/{profile}", Guard: page.Studio, Handler: page.As(h.Actor, h.specSheet)},
		{Method: get, Path: "/studio/stats", Guard: page.Studio, Handler: page.As(h.Actor, h.stats)},
		{Method: get, Path: "/studio/statement", Guard: page.Studio, Handler: page.As(h.Actor, h.statement)},
		{Method: get, Path: "/studio/statement.csv", Guard: page.Studio, Handler: page.As(h.Actor, h.statementCSV)},
		{Method: get, Path: "/studio/staff", Guard: page.StudioOwner, Handler: h.asOwner(h.staff)},
		{Method: get, Path: "/studio/staff/new", Guard: page.StudioOwner, Handler: h.asOwner(h.askEmployee)},
		{Method: post, Path: "/studio/staff/new", Guard: page.StudioOwner, Handler: h.asOwner(h.addEmployee)},
		{Method: get, Path: "/studio/staff/{id}/remove", Guard: page.StudioOwner, Handler: h.asOwner(h.askRemoval)},
		{Method: post, Path: "/studio/staff/{id}/remove", Guard: page.StudioOwner, Handler: h.asOwner(h.removeEmployee)},
		{Method: get, Path: "/studio/not-eligible", Guard: page.SignedIn, Handler: h.notEligible},
	}
}

// asOwner wraps a handler that only the photographer may use.
func (h *Handler) asOwner(next func(*http.Request, photo.Photographer) (page.Reply, error)) page.Handler {
	return page.As(h.Actor, func(req *http.Request, who photo.Operator) (page.Reply, error) {
		owner, ok := who.Owner()
		if !ok {
			return nil, photo.ErrForbidden
		}
		return next(req, owner)
	})
}

func uploadID(req *http.Request) photo.UploadID { return photo.UploadID(req.PathValue("id")) }

func uploadPath(id photo.UploadID) string { return "/studio/u/" + string(id) }
