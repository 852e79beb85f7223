package signin_test

import (
	"fmt"
	"testing"

	"myphoto/internal/photo"
	"myphoto/internal/service/servicetest"
)

// Whoever writes into the database can end a session, and neither keep one from ending
// nor give it to another person.
func TestSessionThatSomebodyChangedIsNone(t *testing.T) {
	t.Parallel()
	for _, change := range []string{
		"id = ''", "id = 'ses_other'", "subject_id = subject_id || 'x'", "subject_id = ''", "verified = 1 - verified",
		"expires_at = expires_at + 1", "sealed = CAST('x' AS BLOB)",
	} {
		h := servicetest.Open(t)
		token := keep(t, h, h.As("maria", photo.RoleCitizen))
		h.WriteBehind(t, "UPDATE sessions SET "+change)
		if lives(t, h, token) {
			t.Errorf("%s: lives", change)
		}
	}
}

// Rows that somebody wrote do not end the person's own sessions, and are not listed.
func TestForgedSessionsLockNobodyOut(t *testing.T) {
	t.Parallel()
	h := servicetest.Open(t)
	v := h.As("maria", photo.RoleCitizen)
	var rows string
	for i := range 130 {
		rows += fmt.Sprintf(",(x'%064x','ses_%d','%s',1,x'00',4000000000000000)", i, i, v.Person.Subject)
	}
	h.WriteBehind(t, "INSERT INTO sessions (hash, id, subject_id, verified, sealed, expires_at) VALUES "+rows[1:])
	if token := keep(t, h, v); !lives(t, h, token) {
		t.Fatal("the person's own session ended")
	}
	contents, err := h.SignIn.Sessions(t.Context(), v)
	if err != nil || len(contents) != 2 { // that of signing in, and the one kept here
		t.Errorf("%d sessions listed, %v; want the person's own two", len(contents), err)
	}
}
