package foreign_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"myphoto/e2e/foreign"
	"myphoto/e2e/program"
	"myphoto/e2e/tree"
	"myphoto/e2e/visitor"
)

const (
	nikosMobile  = "+306900000003"
	clientMobile = "+306900000001"
)

// abroad is the service among software of others.
type abroad struct {
	t         *testing.T
	kannel    *foreign.Kannel
	postfix   *foreign.Postfix
	registers *foreign.Registers
	p         *program.Program
}

func settle(t *testing.T) *abroad {
	t.Helper()
	sandbox, _ := program.Sandbox(t)
	a := &abroad{t: t, kannel: foreign.StartKannel(t), postfix: foreign.StartPostfix(t), registers: foreign.StartRegisters(t, sandbox.SandboxURL)}
	a.p = program.Prepare(
		t, "MYPHOTO_DATABASE_URL=sqlite:myphoto.db", "MYPHOTO_FILES_URL=file:files", "MYPHOTO_MASTER_KEY=file:master.key", "MYPHOTO_HASH_KEYS=file:hash.keys",
		"MYPHOTO_LOGIN_URL="+foreign.StartProvider(t), "MYPHOTO_LOGIN_CLIENT_ID=myphoto", "MYPHOTO_LOGIN_CLIENT_SECRET_FILE=secret",
		"MYPHOTO_CONTACTS_URL="+a.registers.ContactsURL, "MYPHOTO_CONTACTS_USER=myphoto", "MYPHOTO_CONTACTS_PASSWORD_FILE=word",
		"MYPHOTO_BUSINESS_REGISTER_URL="+a.registers.BusinessURL, "MYPHOTO_BUSINESS_REGISTER_USER=myphoto", "MYPHOTO_BUSINESS_REGISTER_PASSWORD_FILE=word",
		"MYPHOTO_SMS_URL="+a.kannel.URL, "MYPHOTO_SMS_PASSWORD_FILE=word", "MYPHOTO_SMS_SENDER=MINDG GSIS",
		"MYPHOTO_SMTP_URL="+a.postfix.URL, "MYPHOTO_SMTP_PASSWORD_FILE=word", "MYPHOTO_SUPPORT_CONTACT=210 0000000, help@example.gr", "MYPHOTO_MAIL_FROM=myPhoto <myphoto@relay.example.gr>",
		"SSL_CERT_FILE="+a.postfix.Certificate,
	)
	for name, content := range map[string]string{"word": foreign.Word, "secret": foreign.Secret} {
		if err := os.WriteFile(filepath.Join(a.p.Data, name), []byte(content+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, command := range [][]string{
		{"", "admin", "keys", a.p.Data},
		{"", "admin", "register", tree.Path(t, "cmd", "myphoto", "demo.json")},
		{"a-secret-of-the-application\n", "admin", "secret", "driving-licences"},
	} {
		if out := a.p.Command(t, command[0], command[1:]...); out.Code != 0 {
			t.Fatalf("%v: %s", command[1:], out.Stderr)
		}
	}
	a.p.Start(t)
	return a
}

// A photographer signs in and sends a code by text message and mail, and every
// system around the service is one that nobody here wrote. The relay refuses the
// service until its operator lets it in.
func TestStoryAmongSoftwareOfOthers(t *testing.T) {
	t.Parallel()
	a := settle(t)
	nikos := visitor.New(t, a.p.URL)
	if err := nikos.SignIn(t.Context(), "nikos", "photographer", a.oneTimeCode); err != nil {
		t.Fatal(err)
	}
	a.registersWereAskedWithTheirPassword()
	form := url.Values{
		"documents": {"driving-licence"}, "mobile": {"6900000001"}, "email": {"client@example.gr"}, "channels": {"sms", "email"},
		"agreed": {"yes"}, "acknowledged": {"yes"}, "idempotency_key": {"KEY1"},
	}
	at, err := nikos.Upload(t.Context(), "/studio/new", form, map[string][]byte{"photo": a.file("faces", "hopper.jpg"), "signature": a.file("signature.jpg")})
	if err != nil || !strings.HasPrefix(at.Location, "/studio/u/upl_") {
		t.Fatalf("upload: %v, %d to %q", err, at.Status, at.Location)
	}
	a.textIsOnePart()
	a.page(nikos, at.Location, "Παραδόθηκε", "Εστάλη. Το παρέλαβε το δίκτυο")
	a.refusalOfTheRelayIsTemporary()
	a.postfix.Admit(t)
	foreign.Await(t, "mail", func() bool { return len(a.postfix.Mails(t, "client")) > 0 })
	if mail := a.postfix.Mails(t, "client")[0]; !strings.Contains(mail, "ESMTPSA") || !strings.Contains(strings.ToLower(mail), "content-id: <code>") {
		t.Errorf("without TLS and password, or without the QR code:\n%s", mail)
	}
	token := foreign.Client(t, "application", a.p.URL, "driving-licences", "a-secret-of-the-application")
	if token["token"] == "" || !strings.EqualFold(fmt.Sprint(token["type"]), "bearer") {
		t.Errorf("a client of others gets no token: %v", token)
	}
}

// oneTimeCode reads the code as the phone would.
func (a *abroad) oneTimeCode() (string, error) {
	message := a.kannel.Next(a.t, nikosMobile, 0)
	if message.Coding != 0 || message.Parts != "one" {
		a.t.Errorf("the one-time code is coding %d in %s parts: %q", message.Coding, message.Parts, message.Text)
	}
	found := regexp.MustCompile(`(?m)^@\S+ #([0-9]{6})$`).FindStringSubmatch(message.Text)
	if found == nil {
		return "", fmt.Errorf("no code in %q", message.Text)
	}
	return found[1], nil
}

func (a *abroad) registersWereAskedWithTheirPassword() {
	a.t.Helper()
	asked := map[string]bool{}
	for _, q := range a.registers.Asked(a.t) {
		asked[q.Register] = true
		if q.Token.User != "myphoto" || q.Token.Password != foreign.Word || !strings.Contains(string(q.Args), "111111114") {
			a.t.Errorf("%s was asked %s with the user %q", q.Register, q.Args, q.Token.User)
		}
	}
	if !asked["contacts"] || !asked["business"] {
		a.t.Errorf("asked: %v", asked)
	}
}

func (a *abroad) textIsOnePart() {
	a.t.Helper()
	message := a.kannel.Next(a.t, clientMobile, 0)
	lines := strings.Split(message.Text, "\n")
	if message.Coding != 0 || message.Parts != "one" || message.From != "MINDG GSIS" {
		a.t.Errorf("coding %d in %s parts from %q", message.Coding, message.Parts, message.From)
	}
	if len(lines) != 4 || lines[0] != "KΩΔIKAPIΘMOΣ" || len(lines[1]) != 22 || !strings.HasPrefix(lines[2], "ΛHΞH: ") || !strings.HasPrefix(lines[3], "EIΣOΔOΣ: ") {
		a.t.Errorf("the phone shows %q", message.Text)
	}
}

// page waits until a page says all the words.
func (a *abroad) page(who *visitor.Visitor, path string, words ...string) {
	a.t.Helper()
	foreign.Await(a.t, "page with "+strings.Join(words, ", "), func() bool {
		at, err := who.Get(a.t.Context(), path)
		if err != nil {
			a.t.Fatal(err)
		}
		for _, word := range words {
			if !strings.Contains(string(at.Body), word) {
				return false
			}
		}
		return true
	})
}

func (a *abroad) refusalOfTheRelayIsTemporary() {
	a.t.Helper()
	foreign.Await(a.t, "cause in the log", func() bool { return strings.Contains(a.p.Log(), "554 5.7.1") })
	if log := a.p.Log(); strings.Count(log, "messages are not accepted and wait") != 1 || strings.Contains(log, "client@example.gr") {
		a.t.Errorf("the log says:\n%s", log)
	}
	if metrics := a.metrics(); !strings.Contains(metrics, `myphoto_sender_failing{sender="email"} 1`) || !strings.Contains(metrics, `myphoto_sender_failing{sender="sms"} 0`) {
		a.t.Errorf("metrics:\n%s", metrics)
	}
}

func (a *abroad) metrics() string {
	a.t.Helper()
	request, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, a.p.AdminURL+"/metrics", http.NoBody)
	if err != nil {
		a.t.Fatal(err)
	}
	answer, err := program.Client().Do(request)
	if err != nil {
		a.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return string(text)
}

func (a *abroad) file(elements ...string) []byte {
	a.t.Helper()
	content, err := os.ReadFile(tree.Path(a.t, append([]string{"testdata"}, elements...)...))
	if err != nil {
		a.t.Fatal(err)
	}
	return content
}

// Clients of others, with their defaults, get from the sandbox what they would
// get from the real systems.
func TestSandboxServesClientsOfOthers(t *testing.T) {
	t.Parallel()
	sandbox, _ := program.Sandbox(t)
	contacts, business := foreign.ContactsWSDL(sandbox.SandboxURL), foreign.BusinessWSDL(sandbox.SandboxURL)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"contacts", contacts, "getNncIdentityExt", "123456783", foreign.Secret}, "addressStreet:ΣΤΑΔΙΟΥ"},
		{[]string{"contacts", contacts, "getNncIdentity", "123456783", foreign.Secret}, "email:maria@example.gr"},
		{[]string{"contacts", contacts, "getNncIdentityExt", "123456783", "wrong"}, "FailedAuthentication"},
		{[]string{"business", business, "111111114", foreign.Secret}, "firm_act_code:74202100"},
		{[]string{"business", business, "111111114", "wrong"}, "RG_WS_PUBLIC_TOKEN_USERNAME_NOT_AUTHENTICATED"},
		{[]string{"signIn", sandbox.SandboxURL, "maria"}, `taxid="123456783   "`},
	} {
		if got := fmt.Sprint(foreign.Client(t, c.args...)); !strings.Contains(got, c.want) {
			t.Errorf("%v: %s", c.args, got)
		}
	}
}
