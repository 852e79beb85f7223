package visitor

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
)

// SignIn signs a user of the sandbox in completely, in a role (citizen,
// photographer). otp waits for the one-time code on the user's phone.
func (v *Visitor) SignIn(ctx context.Context, user, role string, otp func() (string, error)) error {
	at, err := v.toProvider(ctx, user)
	if err != nil {
		return err
	}
	for range 8 {
		switch at.Location {
		case "/otp":
			code, err := otp()
			if err != nil {
				return err
			}
			at, err = v.Post(ctx, "/otp", url.Values{"otp": {code}})
			if err != nil {
				return err
			}
		case "/me", "/terms/accept":
			if at, err = v.Post(ctx, at.Location, nil); err != nil {
				return err
			}
		case "/profile":
			if at, err = v.choose(ctx, role); err != nil {
				return err
			}
		case "/citizen", "/studio":
			return nil
		default:
			return fmt.Errorf("sign in %s: %d to %q", user, at.Status, at.Location)
		}
	}
	return fmt.Errorf("sign in %s: no end", user)
}

// toProvider signs in at the identity provider and follows the redirect back.
func (v *Visitor) toProvider(ctx context.Context, user string) (Answer, error) {
	at, err := v.Get(ctx, "/login")
	if err != nil {
		return at, err
	}
	if at.Status != http.StatusSeeOther {
		return at, fmt.Errorf("sign in %s: %d", user, at.Status)
	}
	if at, err = v.Post(ctx, at.Location, url.Values{"username": {user}, "password": {user}}); err != nil {
		return at, err
	}
	return v.Get(ctx, at.Location)
}

func (v *Visitor) choose(ctx context.Context, role string) (Answer, error) {
	page, err := v.Get(ctx, "/profile")
	if err != nil {
		return page, err
	}
	studio := regexp.MustCompile(`name="role" value="` + role + `"><input type="hidden" name="studio" value="([^"]*)"`).FindSubmatch(page.Body)
	if studio == nil {
		return page, fmt.Errorf("no profile %s is offered", role)
	}
	return v.Post(ctx, "/profile", url.Values{"role": {role}, "studio": {string(studio[1])}})
}
