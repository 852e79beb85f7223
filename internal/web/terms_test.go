package web_test

import (
	"testing"

	"myphoto/internal/service/signin"
	"myphoto/internal/web/template"
)

// People accept what they read: a new text that kept the old version would
// bind everybody to terms nobody was asked about.
func TestAcceptedTermsAreThoseThatAreShown(t *testing.T) {
	t.Parallel()
	if signin.TermsVersion != template.LegalVersion {
		t.Errorf("the text is of %s, accepted is %s", template.LegalVersion, signin.TermsVersion)
	}
}
