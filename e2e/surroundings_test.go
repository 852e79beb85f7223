package e2e_test

import (
	"os"
	"path/filepath"
	"testing"

	"myphoto/e2e/program"
	"myphoto/e2e/sandboxclient"
	"myphoto/e2e/tree"
)

const (
	storeFolder  = "store" // below the data folder: database, files, erasure list
	sandboxWord  = "demo-secret"
	clientID     = "driving-licences"
	clientSecret = "demo-driving-licences"
)

// surroundings are the government systems, alive through all stories.
type surroundings struct {
	*sandboxclient.Client
	url, smtp string
}

func surround(t *testing.T) *surroundings {
	t.Helper()
	p, smtp := program.Sandbox(t)
	return &surroundings{sandboxclient.New(p.SandboxURL), p.SandboxURL, smtp}
}

// prepare makes a service beside the surroundings with keys and applications,
// not yet started.
func (s *surroundings) prepare(t *testing.T) *program.Program {
	t.Helper()
	p := program.Prepare(t,
		"MYPHOTO_DATABASE_URL=sqlite:"+storeFolder+"/myphoto.db", "MYPHOTO_FILES_URL=file:"+storeFolder+"/files",
		"MYPHOTO_MASTER_KEY=file:master.key", "MYPHOTO_HASH_KEYS=file:hash.keys",
		"MYPHOTO_LOGIN_URL="+s.url+"/oauth2server", "MYPHOTO_LOGIN_CLIENT_ID=myphoto", "MYPHOTO_LOGIN_CLIENT_SECRET_FILE=word",
		"MYPHOTO_CONTACTS_URL="+s.url+"/esb/notificationCenterElementsService/getNncIdentityExt",
		"MYPHOTO_CONTACTS_USER=myphoto", "MYPHOTO_CONTACTS_PASSWORD_FILE=word",
		"MYPHOTO_BUSINESS_REGISTER_URL="+s.url+"/wsaade/RgWsPublic2/RgWsPublic2",
		"MYPHOTO_BUSINESS_REGISTER_USER=myphoto", "MYPHOTO_BUSINESS_REGISTER_PASSWORD_FILE=word",
		"MYPHOTO_SMS_URL="+s.url+"/cgi-bin/sendsms", "MYPHOTO_SMS_SENDER=MINDG GSIS",
		"MYPHOTO_SMTP_URL=smtp://"+s.smtp, "MYPHOTO_MAIL_FROM=myphoto@example.gr",
	)
	if err := os.WriteFile(filepath.Join(p.Data, "word"), []byte(sandboxWord), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// furnish does what an operator does before the first start.
func furnish(t *testing.T, p *program.Program) {
	t.Helper()
	for _, command := range [][]string{
		{"", "admin", "keys", p.Data},
		{"", "admin", "register", tree.Path(t, "cmd", "myphoto", "demo.json")},
		{clientSecret + "\n", "admin", "secret", clientID},
	} {
		if out := p.Command(t, command[0], command[1:]...); out.Code != 0 {
			t.Fatalf("%v: %s", command[1:], out.Stderr)
		}
	}
}
