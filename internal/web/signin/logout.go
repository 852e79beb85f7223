package signin

import (
	"errors"
	"net/http"

	"myphoto/internal/service/signin"
	"myphoto/internal/web/page"
)

// keepAlive renews the session; a page of ours asks for it before idle time ends
// the session.
func (h *Handler) keepAlive(req *http.Request) (page.Reply, error) {
	ctx := req.Context()
	return page.NoContent{}, h.Manager.Save(ctx, h.Manager.Load(ctx))
}

// logout ends the session. The browser must still end the session at the provider.
// Browsers do not follow a form to another host, so a page of ours leads there.
func (h *Handler) logout(req *http.Request) (page.Reply, error) {
	ctx := req.Context()
	s := h.Manager.Load(ctx)
	if s.Visitor.Stage == signin.StageSignIn {
		return page.Redirect("/signed-out"), nil
	}
	_, err := h.Service.SignOut(ctx, s.Visitor)
	if err = errors.Join(err, h.Manager.Destroy(ctx)); err != nil {
		return nil, err
	}
	return page.Redirect("/logout"), nil
}

type logoutView struct{ Provider string }

// logoutPage leads to the provider's sign-out, or shows the button to visitors who
// are still signed in here.
func (h *Handler) logoutPage(req *http.Request) (page.Reply, error) {
	if h.Manager.Load(req.Context()).Visitor.Stage != signin.StageSignIn {
		return page.View("signin/sign-out", nil), nil
	}
	address, err := h.Service.SignOut(req.Context(), signin.Visitor{})
	return page.View("signin/leave", logoutView{address}), err
}
