package signin_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"myphoto/internal/login/gsis"
	"myphoto/internal/photo"
	"myphoto/internal/seal"
	"myphoto/internal/service/servicetest"
	"myphoto/internal/service/signin"
)

// complete completes a sign-in at a provider that answers the two questions, and
// returns what was refused.
func complete(t *testing.T, h *servicetest.House, tokenStatus int, tokenBody, userinfo string) error {
	t.Helper()
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if strings.HasSuffix(req.URL.Path, "/userinfo") {
			w.Header().Set("Content-Type", "application/xml")
			fmt.Fprint(w, userinfo)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(tokenStatus)
		fmt.Fprint(w, tokenBody)
	}))
	defer provider.Close()
	login, err := gsis.New(gsis.Config{
		BaseURL: provider.URL + "/oauth2server", ClientID: "myphoto", ClientSecret: "our-secret", RedirectURL: "http://localhost:8080/x",
	})
	servicetest.Must(t, err)
	hashes, err := seal.ParseHashKeys(seal.NewHashKeys())
	servicetest.Must(t, err)
	desk := signin.New(signin.Config{Store: h.Store, Hashes: hashes, Login: login, Now: h.Clock.Now, Log: h.Log.Logger()})
	_, state, err := desk.StartSignIn(t.Context(), "browser")
	servicetest.Must(t, err)
	_, err = desk.CompleteSignIn(t.Context(), "browser", state, "code-of-the-person")
	return err
}

const token = `{"access_token":"t","token_type":"bearer"}`

// A slip of the provider is not told as the login of a company.
func TestWrongCheckDigitIsNotALegalPerson(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	for userinfo, want := range map[string]*photo.Error{
		`taxid="012345678" firstname="ΜΑΡΙΑ" lastname="Π" birthyear="1980"`: signin.ErrTaxNumber,
		`taxid="094014201" firstname="" lastname="ΕΤΑΙΡΕΙΑ" birthyear=""`:   signin.ErrLegalPerson,
	} {
		if err := complete(t, h, http.StatusOK, token, "<root><userinfo "+userinfo+"/></root>"); !errors.Is(err, want) {
			t.Errorf("%s: %v", userinfo, err)
		}
	}
}

// The operator must find the cause in the log, without a secret or a number.
func TestFailedSignInLeavesItsCauseInTheLog(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	err := complete(t, h, http.StatusUnauthorized, `{"error":"invalid_client"}`, "")
	if !photo.IsKind(err, photo.Unavailable) {
		t.Fatal(err)
	}
	h.Fault("contacts", "down")
	v := h.Identify("maria")
	if _, err := h.SignIn.SendOTP(t.Context(), v); !photo.IsKind(err, photo.Unavailable) {
		t.Fatal(err)
	}
	h.Fault("business", "error")
	if _, err := h.SignIn.Eligibility(t.Context(), signin.Visitor{Stage: signin.StageRole, Person: v.Person}); err != nil {
		t.Fatal(err)
	}
	log := h.Log.String()
	for _, word := range []string{"identity provider", "invalid_client", "status 401", "contact register", "business register", "WARN"} {
		if !strings.Contains(log, word) {
			t.Errorf("the log lacks %q", word)
		}
	}
	for _, secret := range []string{"our-secret", "code-of-the-person", "123456783"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	for line := range strings.Lines(log) {
		if strings.Contains(line, "another system cannot be asked") && !strings.Contains(line, `"error":"`) {
			t.Errorf("no cause: %s", line)
		}
	}
}
