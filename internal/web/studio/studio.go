package studio

import (
	"net/http"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// Config is what the pages of the counter work with. Who makes the actor of a
// request, or refuses; Visitor tells who is signed in, also without any right
// to be here.
type Config struct {
	Desk     *service.Studios
	Sessions *service.Sessions
	Who      func(*http.Request) (photo.Operator, error)
	Visitor  func(*http.Request) service.Visitor
	Now      func() time.Time
}

// Studio is the room of the photographers.
type Studio struct{ Config }

// New opens the room.
func New(c Config) *Studio { return &Studio{c} }

// Routes are the rows of the door's table.
func (s *Studio) Routes() []page.Route {
	get, post := http.MethodGet, http.MethodPost
	return []page.Route{
		{Method: get, Path: "/studio", Guard: page.Studio, Handler: s.counter(s.today)},
		{Method: get, Path: "/studio/new", Guard: page.Studio, Handler: s.counter(s.blank)},
		{Method: post, Path: "/studio/new", Guard: page.Studio, Handler: s.counter(s.upload)},
		{Method: get, Path: "/studio/u/{id}", Guard: page.Studio, Handler: s.counter(s.show)},
		{Method: post, Path: "/studio/u/{id}", Guard: page.Studio, Handler: s.counter(s.proceed)},
		{Method: get, Path: "/studio/u/{id}/{item}", Guard: page.Studio, Handler: s.counter(s.picture)},
		{Method: get, Path: "/studio/u/{id}/slip", Guard: page.Studio, Handler: s.counter(s.slip)},
		{Method: post, Path: "/studio/u/{id}/resend", Guard: page.Studio, Handler: s.counter(s.resend)},
		{Method: get, Path: "/studio/u/{id}/contact", Guard: page.Studio, Handler: s.counter(s.askContact)},
		{Method: post, Path: "/studio/u/{id}/contact", Guard: page.Studio, Handler: s.counter(s.correct)},
		{Method: get, Path: "/studio/u/{id}/replace", Guard: page.Studio, Handler: s.counter(s.askPictures)},
		{Method: post, Path: "/studio/u/{id}/replace", Guard: page.Studio, Handler: s.counter(s.replace)},
		{Method: get, Path: "/studio/u/{id}/withdraw", Guard: page.Studio, Handler: s.counter(s.askWithdraw)},
		{Method: post, Path: "/studio/u/{id}/withdraw", Guard: page.Studio, Handler: s.counter(s.withdraw)},
		{Method: get, Path: "/studio/list", Guard: page.Studio, Handler: s.counter(s.list)},
		{Method: get, Path: "/studio/list.csv", Guard: page.StudioOwner, Handler: s.owners(s.table)},
		{Method: get, Path: "/studio/specs", Guard: page.Studio, Handler: s.counter(s.specs)},
		{Method: get, Path: "/studio/stats", Guard: page.Studio, Handler: s.counter(s.stats)},
		{Method: get, Path: "/studio/staff", Guard: page.StudioOwner, Handler: s.owners(s.staff)},
		{Method: get, Path: "/studio/staff/new", Guard: page.StudioOwner, Handler: s.owners(s.askEmployee)},
		{Method: post, Path: "/studio/staff/new", Guard: page.StudioOwner, Handler: s.owners(s.addEmployee)},
		{Method: get, Path: "/studio/staff/{id}/remove", Guard: page.StudioOwner, Handler: s.owners(s.askRemoval)},
		{Method: post, Path: "/studio/staff/{id}/remove", Guard: page.StudioOwner, Handler: s.owners(s.removeEmployee)},
		{Method: get, Path: "/studio/not-eligible", Guard: page.SignedIn, Handler: s.notEligible},
	}
}

// counter makes a handler of one that anybody at the counter may use.
func (s *Studio) counter(h func(*http.Request, photo.Operator) (page.Reply, error)) page.Handler {
	return func(req *http.Request) (page.Reply, error) {
		who, err := s.Who(req)
		if err != nil {
			return nil, err
		}
		return h(req, who)
	}
}

// owners makes a handler of one that only the photographer may use.
func (s *Studio) owners(h func(*http.Request, photo.Photographer) (page.Reply, error)) page.Handler {
	return s.counter(func(req *http.Request, who photo.Operator) (page.Reply, error) {
		owner, ok := who.Owner()
		if !ok {
			return nil, photo.ErrForbidden
		}
		return h(req, owner)
	})
}

func uploadID(req *http.Request) photo.UploadID { return photo.UploadID(req.PathValue("id")) }

func uploadPath(id photo.UploadID) string { return "/studio/u/" + string(id) }
