package servicetest

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"regexp"

	"myphoto/internal/photo"
	"myphoto/internal/service/signin"
)

var location = regexp.MustCompile(`state=([^&]+)`)

// Enter signs a demo person in through the sandbox, with the one-time code from
// the phone, up to the choice of a role.
func (h *House) Enter(user string) signin.Visitor {
	h.tb.Helper()
	v := h.Identify(user)
	_, err := h.SignIn.SendOTP(h.tb.Context(), v)
	Must(h.tb, err)
	h.Deliver()
	v, err = h.SignIn.CheckOTP(h.tb.Context(), v, h.LastOTP(user))
	Must(h.tb, err)
	v, err = h.SignIn.ConfirmDetails(h.tb.Context(), v)
	Must(h.tb, err)
	return v
}

// Identify signs a demo person in up to the one-time code.
func (h *House) Identify(user string) signin.Visitor {
	h.tb.Helper()
	v, err := h.SignInAs(user)
	Must(h.tb, err)
	h.keepSession(v)
	return v
}

// SignInAs signs a demo person in at the provider, and returns what the service says
// to it.
func (h *House) SignInAs(user string) (signin.Visitor, error) {
	h.tb.Helper()
	address, _, err := h.SignIn.StartSignIn(h.tb.Context(), "browser")
	Must(h.tb, err)
	state, code := h.Authorize(address, user)
	return h.SignIn.CompleteSignIn(h.tb.Context(), "browser", state, code)
}

// keepSession keeps a session that outlasts every test, as the pages would.
func (h *House) keepSession(v signin.Visitor) {
	h.tb.Helper()
	Must(h.tb, h.SignIn.SaveSession(h.tb.Context(), rand.Text(), signin.SessionRecord{
		Visitor: v, Content: []byte{1}, Until: h.Clock.Now().AddDate(10, 0, 0),
	}))
}

// Stranger returns a citizen who never used the service before.
func (h *House) Stranger() photo.Citizen {
	h.tb.Helper()
	v := signin.Visitor{Stage: signin.StageOTP, Person: photo.Person{Subject: h.NewSubject(h.tb), Session: photo.NewID("ses_")}}
	h.keepSession(v)
	return photo.Citizen{Person: v.Person}
}

// Other returns a one-time code of the right form that is not the given one.
func Other(code string) string {
	if code == "000000" {
		return "000001"
	}
	return "000000"
}

// Authorize fills in the form of the login provider and returns the state and the
// code that it sends back.
func (h *House) Authorize(address, user string) (state, code string) {
	h.tb.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	reply, err := client.PostForm(address, url.Values{"username": {user}, "password": {user}})
	Must(h.tb, err)
	Must(h.tb, reply.Body.Close())
	back, err := url.Parse(reply.Header.Get("Location"))
	Must(h.tb, err)
	if location.FindString(back.RawQuery) == "" {
		h.tb.Fatalf("the provider answered %s", reply.Status)
	}
	return back.Query().Get("state"), back.Query().Get("code")
}

// As signs a demo person in completely, in the given role.
func (h *House) As(user string, role photo.Role) signin.Visitor {
	h.tb.Helper()
	v := h.Enter(user)
	if v.Stage == signin.StageRole {
		profiles, err := h.SignIn.RoleChoices(h.tb.Context(), v)
		Must(h.tb, err)
		for _, p := range profiles {
			if p.Role == role {
				v, err = h.SignIn.ChooseRole(h.tb.Context(), v, p)
				Must(h.tb, err)
				break
			}
		}
	}
	if v.Stage == signin.StageTerms {
		var err error
		v, err = h.SignIn.AcceptTerms(h.tb.Context(), v)
		Must(h.tb, err)
	}
	if v.Stage != signin.StageReady || v.Role != role {
		h.tb.Fatalf("%s is at stage %d as %q", user, v.Stage, v.Role)
	}
	return v
}

// AsCitizen signs a demo person in as a citizen.
func (h *House) AsCitizen(user string) photo.Citizen {
	h.tb.Helper()
	who, err := h.SignIn.Citizen(h.tb.Context(), h.As(user, photo.RoleCitizen))
	Must(h.tb, err)
	return who
}

// AsPhotographer signs a demo person in as a photographer.
func (h *House) AsPhotographer(user string) photo.Photographer {
	h.tb.Helper()
	who, err := h.SignIn.Operator(h.tb.Context(), h.As(user, photo.RolePhotographer))
	Must(h.tb, err)
	return who.(photo.Photographer)
}

// Approve approves the pictures that the citizen is shown.
func (h *House) Approve(who photo.Citizen) error {
	h.tb.Helper()
	claim, err := h.Citizen.Claimed(h.tb.Context(), who)
	if err != nil {
		return err
	}
	return h.Citizen.Approve(h.tb.Context(), who, claim.PicturesVersion)
}
