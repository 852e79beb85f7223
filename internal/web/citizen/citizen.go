package citizen

import (
	"errors"
	"net/http"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// mostForm bounds the body of a form without files, in bytes.
const mostForm = 64 << 10

// Config is what the pages work with.
type Config struct {
	Desk    *service.Citizens
	Who     func(*http.Request) (photo.Citizen, error) // the citizen who is signed in
	Carried func(*http.Request) string                 // the code that came with a link, or nothing
	Now     func() time.Time
}

// Pages are the citizen's pages.
type Pages struct{ Config }

// New makes the pages.
func New(c Config) *Pages { return &Pages{c} }

// Routes are the citizen's rows of the door's table.
func (p *Pages) Routes() []page.Route {
	return []page.Route{
		p.get("/citizen", p.home),
		p.get("/citizen/code", p.code), p.post("/citizen/code", p.submit), p.read("/citizen/code/qr", p.qr),
		p.get("/citizen/scan", p.scan),
		p.get("/citizen/file/{upload}/{item}", p.file),
		p.get("/citizen/preview", p.preview), p.post("/citizen/preview", p.approve),
		p.get("/citizen/preview/{item}", p.large),
		p.get("/citizen/reject", p.askReject), p.post("/citizen/reject", p.reject), p.get("/citizen/rejected", p.rejected),
		p.get("/citizen/link", p.askLink), p.post("/citizen/link", p.link),
		p.get("/citizen/photo", p.photo),
		p.get("/citizen/download", p.downloads), p.get("/citizen/download/{name}", p.download),
		p.get("/citizen/apps", p.apps), p.get("/citizen/apps/new", p.chooseApp),
		p.get("/citizen/apps/{grant}/{step}", either(p.askGrant, p.askRevoke)),
		p.post("/citizen/apps/{grant}/{step}", either(p.grant, p.revoke)),
		p.get("/citizen/history", p.history), p.get("/citizen/history.csv", p.historyTable),
		p.get("/citizen/history/{event}/proof", p.proof),
		p.get("/citizen/unlink", p.askUnlink), p.post("/citizen/unlink", p.unlink), p.get("/citizen/unlinked", p.unlinked),
		p.post("/citizen/associate-again", p.again),
		p.get("/citizen/erase", p.askErase), p.post("/citizen/erase", p.erase),
	}
}

// act is a handler that knows who acts.
type act func(*http.Request, photo.Citizen) (page.Reply, error)

func (p *Pages) get(path string, h act) page.Route {
	return page.Route{Method: http.MethodGet, Path: path, Guard: page.Citizen, Handler: p.acting(h)}
}

// read is a POST whose handler reads the body itself.
func (p *Pages) read(path string, h act) page.Route {
	return page.Route{Method: http.MethodPost, Path: path, Guard: page.Citizen, Handler: p.acting(h)}
}

// post is a POST of a small form.
func (p *Pages) post(path string, h act) page.Route {
	return p.read(path, func(req *http.Request, who photo.Citizen) (page.Reply, error) {
		if err := parse(req); err != nil {
			return nil, err
		}
		return h(req, who)
	})
}

func (p *Pages) acting(h act) page.Handler {
	return func(req *http.Request) (page.Reply, error) {
		who, err := p.Who(req)
		if err != nil {
			return nil, err
		}
		return h(req, who)
	}
}

// parse reads a small form and refuses a large one without reading on.
func parse(req *http.Request) error {
	req.Body = http.MaxBytesReader(nil, req.Body, mostForm)
	err := req.ParseForm()
	if _, large := errors.AsType[*http.MaxBytesError](err); err == nil || large {
		return err
	}
	return photo.ErrMalformed
}

// refused reports whether the error is a refusal, for which a form can be
// shown again.
func refused(err error) bool {
	_, ok := errors.AsType[*photo.Error](err)
	return ok
}

// behind is a screen with the way back.
func behind(back, name string, view any) page.Screen {
	s := page.View(name, view)
	s.Frame.Back = back
	return s
}
