package signin

import (
	"errors"
	"net/http"

	"myphoto/internal/service"
	"myphoto/internal/web/page"
)

// stay keeps the visit alive; the page asks for it before silence ends it.
func (r *Room) stay(req *http.Request) (page.Reply, error) {
	ctx := req.Context()
	return page.Nothing{}, r.Visits.Save(ctx, r.Visits.Open(ctx))
}

// signOut ends the visit. The browser must still end the provider's session;
// browsers do not follow a form to another host, so a page of ours leads there.
func (r *Room) signOut(req *http.Request) (page.Reply, error) {
	ctx := req.Context()
	v := r.Visits.Open(ctx)
	if v.Visitor.Stage == service.StageSignIn {
		return page.Redirect("/signed-out"), nil
	}
	_, err := r.Sessions.SignOut(ctx, v.Visitor)
	if err = errors.Join(err, r.Visits.End(ctx)); err != nil {
		return nil, err
	}
	return page.Redirect("/logout"), nil
}

type leaveView struct{ Provider string }

// leave leads to the provider's sign-out, or shows the button to who is still
// signed in here.
func (r *Room) leave(req *http.Request) (page.Reply, error) {
	if r.Visits.Open(req.Context()).Visitor.Stage != service.StageSignIn {
		return page.View("entry/sign-out", nil), nil
	}
	address, err := r.Sessions.SignOut(req.Context(), service.Visitor{})
	return page.View("entry/leave", leaveView{address}), err
}
