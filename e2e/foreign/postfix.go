package foreign

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"myphoto/e2e/program"
)

// Postfix is Debian's mail server as a relay: STARTTLS, a password that it asks
// for, host names that it checks, and mailboxes below example.gr.
type Postfix struct {
	URL         string // with the user name
	Certificate string // file with the certificate to trust
	folder      string
	restriction string
}

// StartPostfix starts a mail server that refuses everybody until [Postfix.Admit].
func StartPostfix(tb testing.TB) *Postfix {
	tb.Helper()
	door := program.FreeAddress(tb)
	p := &Postfix{URL: "smtp://myphoto@localhost:" + port(door), folder: openFolder(tb), restriction: "reject"}
	for _, name := range []string{"queue", "data", "mail", "sasl"} {
		if err := os.Mkdir(filepath.Join(p.folder, name), 0o755); err != nil {
			tb.Fatal(err)
		}
	}
	p.Certificate = p.certificate(tb)
	p.accounts(tb)
	for _, name := range []string{"data", "mail"} {
		p.asRoot(tb, "chown", "postfix", filepath.Join(p.folder, name))
	}
	p.configure(tb)
	write(tb, p.folder, "master.cf", strings.ReplaceAll(services, "{port}", port(door)))
	p.asRoot(tb, "chown", "-R", "root", filepath.Join(p.folder, "queue"), filepath.Join(p.folder, "main.cf"), filepath.Join(p.folder, "master.cf"))
	p.asRoot(tb, "postfix", "-c", p.folder, "start")
	tb.Cleanup(func() {
		p.asRoot(tb, "postfix", "-c", p.folder, "stop")
		if tb.Failed() {
			tb.Logf("postfix said:\n%s", p.asRoot(tb, "cat", filepath.Join(p.folder, "mail.log")))
		}
		p.asRoot(tb, "rm", "-rf", p.folder)
	})
	awaitPort(tb, door)
	return p
}

// Admit lets in clients with the password, as an operator does after reading
// the log.
func (p *Postfix) Admit(tb testing.TB) {
	tb.Helper()
	p.restriction = "permit_sasl_authenticated, reject"
	p.configure(tb)
	p.asRoot(tb, "postfix", "-c", p.folder, "reload")
}

// Mails returns what has arrived in a mailbox of example.gr.
func (p *Postfix) Mails(tb testing.TB, local string) []string {
	tb.Helper()
	files, err := filepath.Glob(filepath.Join(p.folder, "mail", local, "new", "*"))
	if err != nil {
		tb.Fatal(err)
	}
	var all []string
	for _, file := range files {
		all = append(all, p.asRoot(tb, "cat", file))
	}
	return all
}

// configure writes main.cf: what differs from Postfix's defaults.
func (p *Postfix) configure(tb testing.TB) {
	tb.Helper()
	write(tb, p.folder, "main.cf", strings.NewReplacer("{folder}", p.folder, "{restriction}", p.restriction).Replace(`compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
inet_interfaces = loopback-only
myhostname = relay.example.gr
mydestination =
alias_maps =
alias_database =
mynetworks =
virtual_mailbox_domains = example.gr
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{ { client@example.gr = client/ } }
virtual_uid_maps = static:`+postfixID(tb)+`
virtual_gid_maps = static:`+postfixID(tb)+`
virtual_minimum_uid = 1
smtpd_tls_security_level = may
smtpd_tls_cert_file = {folder}/certificate.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = {folder}/sasl
smtpd_helo_required = yes
smtpd_helo_restrictions = reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname
smtpd_recipient_restrictions = {restriction}
`))
}

// services is master.cf. The server of the door may end with its client, so that
// a reload counts for the next one.
const services = `127.0.0.1:{port} inet n - n - - smtpd -o max_use=1
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd
`

// accounts makes the password file of Cyrus SASL.
func (p *Postfix) accounts(tb testing.TB) {
	tb.Helper()
	accounts := filepath.Join(p.folder, "accounts")
	settings := write(tb, filepath.Join(p.folder, "sasl"), "smtpd.conf", "pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: "+accounts+"\n")
	cmd := exec.Command("saslpasswd2", "-p", "-c", "-u", "relay.example.gr", "-f", accounts, "myphoto")
	cmd.Stdin = strings.NewReader(word)
	if out, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("saslpasswd2: %v\n%s", err, out)
	}
	p.asRoot(tb, "chown", "postfix", accounts, settings)
}

// certificate makes a certificate for localhost, which signs itself.
func (p *Postfix) certificate(tb testing.TB) string {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		tb.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		tb.Fatal(err)
	}
	write(tb, p.folder, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})))
	return write(tb, p.folder, "certificate.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})))
}

// asRoot runs a command as root, which Postfix demands, and returns its output.
func (p *Postfix) asRoot(tb testing.TB, name string, args ...string) string {
	tb.Helper()
	cmd := exec.Command(name, args...)
	if os.Geteuid() != 0 {
		cmd = exec.Command("sudo", append([]string{"-n", name}, args...)...)
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		tb.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

func postfixID(tb testing.TB) string {
	tb.Helper()
	u, err := user.Lookup("postfix")
	if err != nil {
		tb.Fatalf("postfix is missing: run scripts/install-test-tools.sh (%v)", err)
	}
	return u.Uid
}
