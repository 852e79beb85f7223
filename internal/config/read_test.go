package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"myphoto/internal/config"
)

// files serves secrets from memory.
func files(contents map[string]string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		text, ok := contents[path]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return []byte(text), nil
	}
}

func TestDefaultsAreUsable(t *testing.T) {
	t.Parallel()
	c, err := config.Read([]string{"PATH=/bin", "MYPHOTO_LISTEN="}, files(nil))
	if err != nil {
		t.Fatal(err)
	}
	got := []any{c.Listen, c.AdminListen, c.DatabaseURL.Reveal(), c.FilesURL, c.MasterKey, c.Login.OTP, c.DailySubmissions, c.PhotographyKAD, c.LedgerYears, c.ContactDays, c.Theme}
	want := []any{"127.0.0.1:8080", "127.0.0.1:9090", "sqlite:data/myphoto.db", "file:data/files", "file:data/master.key", "app", 5, "7420", 10, 14, "neutral"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(c.TrustedProxies) != 0 || c.PublicURL != nil {
		t.Error("nobody is trusted and no address is assumed unless set")
	}
}

func TestValuesAreReadFromEnvironmentAndFiles(t *testing.T) {
	t.Parallel()
	c, err := config.Read([]string{
		"MYPHOTO_PUBLIC_URL=https://photo.example.gr/",
		"MYPHOTO_TRUSTED_PROXIES=10.0.0.1, 10.1.2.3/16,::1",
		"MYPHOTO_LOGIN_CLIENT_SECRET_FILE=/run/login",
		"MYPHOTO_CONTACTS_URL=https://registers.example.gr/esb/",
		"MYPHOTO_CONTACTS_USER=myphoto",
		"MYPHOTO_CONTACTS_PASSWORD_FILE=/run/contacts",
		"MYPHOTO_SMTP_URL=smtp://user@mail.example.gr:587",
		"MYPHOTO_SMTP_PASSWORD_FILE=/run/contacts",
		"MYPHOTO_SMS_URL=https://gate.example.gr/cgi-bin/sendsms",
		"MYPHOTO_MAIL_FROM=myPhoto <no-reply@example.gr>",
		"MYPHOTO_DAILY_SUBMISSIONS=7",
	}, files(map[string]string{"/run/login": "s3cret\n", "/run/contacts": " pass word \r\n"}))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.PublicURL.String(); got != "https://photo.example.gr" {
		t.Errorf("public address %q", got)
	}
	want := []netip.Prefix{netip.MustParsePrefix("10.0.0.1/32"), netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("::1/128")}
	if diff := cmp.Diff(want, c.TrustedProxies, cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
	// Only the line end is removed: a password may begin or end with a space.
	if c.Login.ClientSecret.Reveal() != "s3cret" || c.Contacts.Password.Reveal() != " pass word " {
		t.Error("a secret is the file without its line end")
	}
	if c.SMTPURL.Reveal() != "smtp://user:%20pass%20word%20@mail.example.gr:587" || c.SMSURL.Reveal() != "https://gate.example.gr/cgi-bin/sendsms" || c.DailySubmissions != 7 || c.Contacts.User != "myphoto" {
		t.Error("values are not what was set")
	}
}

func TestAllFaultsAreReportedAtOnceWithoutValues(t *testing.T) {
	t.Parallel()
	faults := []struct{ entry, want string }{
		{"MYPHOTO_LISTEN=wrong-8080", "MYPHOTO_LISTEN must be host:port"},
		{"MYPHOTO_PUBLIC_URL=https://wrong.example/path", "MYPHOTO_PUBLIC_URL must be an address without a path"},
		{"MYPHOTO_ADMIN_LISTEN=127.0.0.1:99999", "MYPHOTO_ADMIN_LISTEN must be host:port"},
		{"MYPHOTO_TRUSTED_PROXIES=10.0.0.1,wrong", "MYPHOTO_TRUSTED_PROXIES must be addresses"},
		{"MYPHOTO_TLS_CERT_FILE=wrong.pem", "must be set together"},
		{"MYPHOTO_DATABASE_URL=mysql://wrong", "MYPHOTO_DATABASE_URL must be sqlite:PATH or postgres://"},
		{"MYPHOTO_FILES_URL=wrong", "MYPHOTO_FILES_URL must be file:PATH or s3://"},
		{"MYPHOTO_MASTER_KEY=wrong", "MYPHOTO_MASTER_KEY must be file:PATH"},
		{"MYPHOTO_LOGIN_URL=https://user:wrong@example.gr", "MYPHOTO_LOGIN_URL must be an address without password"},
		{"MYPHOTO_LOGIN_CLIENT_SECRET_FILE=/run/wrong", "MYPHOTO_LOGIN_CLIENT_SECRET_FILE must name a file that can be read"},
		{"MYPHOTO_CONTACTS_PASSWORD_FILE=/run/empty", "MYPHOTO_CONTACTS_PASSWORD_FILE must name a file that is not empty"},
		{"MYPHOTO_CUSTODY_USER=u", "MYPHOTO_CUSTODY_URL, MYPHOTO_CUSTODY_USER and MYPHOTO_CUSTODY_PASSWORD_FILE must be set together"},
		{"MYPHOTO_LOGIN_OTP=wrong", "MYPHOTO_LOGIN_OTP must be one of app, provider"},
		{"MYPHOTO_SMTP_URL=http://wrong", "MYPHOTO_SMTP_URL must be an address that begins with smtp:// or smtps://"},
		{"MYPHOTO_SMS_URL=https://user:wrong@gate.example.gr/", "MYPHOTO_SMS_URL must not contain a password: write it to a file and name that file in MYPHOTO_SMS_PASSWORD_FILE"},
		{"MYPHOTO_SMS_COUNTRIES=GR,wrong", "MYPHOTO_SMS_COUNTRIES must be codes of countries"},
		{"MYPHOTO_CONTACTS_NAMESPACE=wrong", "MYPHOTO_CONTACTS_NAMESPACE must be an absolute URI"},
		{"MYPHOTO_MAIL_FROM=wrong", "MYPHOTO_MAIL_FROM must be a mail address"},
		{"MYPHOTO_DAILY_SUBMISSIONS=0", "MYPHOTO_DAILY_SUBMISSIONS must be a whole number from 1 to 100"},
		{"MYPHOTO_PHOTOGRAPHY_KAD=74wrong", "MYPHOTO_PHOTOGRAPHY_KAD must be 2 to 8 digits"},
		{"MYPHOTO_SUPPORT_CONTACT=210 1234567", "MYPHOTO_SUPPORT_CONTACT must be a telephone number and a mail address"},
		{"MYPHOTO_THEME=wrong", "MYPHOTO_THEME must be one of neutral, govgr"},
		{"MYPHOTO_DAILY_SUBMISION=wrong", "MYPHOTO_DAILY_SUBMISION is not a setting"},
		{"MYPHOTO_OPERATOR_NAME=" + strings.Repeat("wrong", 1000), "MYPHOTO_OPERATOR_NAME must be at most 4096 bytes"},
	}
	var environ []string
	for _, f := range faults {
		environ = append(environ, f.entry)
	}
	_, err := config.Read(environ, files(map[string]string{"/run/empty": "\n"}))
	if err == nil {
		t.Fatal("bad values must stop the start")
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != len(faults) {
		t.Errorf("%d faults given, %d reported:\n%v", len(faults), len(lines), err)
	}
	for _, f := range faults {
		if !strings.Contains(err.Error(), f.want) {
			t.Errorf("%s: no line says %q", f.entry, f.want)
		}
	}
	if strings.Contains(err.Error(), "wrong") {
		t.Errorf("a fault repeats a value, which may be a password:\n%v", err)
	}
}

// A password in an address is seen by everybody who lists processes or prints
// settings.
func TestNoAddressHoldsAPassword(t *testing.T) {
	t.Parallel()
	for entry, file := range map[string]string{
		"MYPHOTO_DATABASE_URL=postgres://user:t0psecret@db.example.gr/myphoto":          "MYPHOTO_DATABASE_PASSWORD_FILE",
		"MYPHOTO_DATABASE_URL=postgres://user@db.example.gr/myphoto?password=t0psecret": "MYPHOTO_DATABASE_PASSWORD_FILE",
		"MYPHOTO_SMTP_URL=smtps://user:t0psecret@mail.example.gr":                       "MYPHOTO_SMTP_PASSWORD_FILE",
		"MYPHOTO_SMS_URL=http://user:@gate.example.gr/cgi-bin/sendsms":                  "MYPHOTO_SMS_PASSWORD_FILE",
	} {
		if _, err := config.Read([]string{entry}, files(nil)); err == nil || !strings.Contains(err.Error(), file) || strings.Contains(err.Error(), "t0psecret") {
			t.Errorf("%s: %v", entry, err)
		}
	}
	c, err := config.Read(
		[]string{"MYPHOTO_DATABASE_URL=postgres://user@db.example.gr/myphoto", "MYPHOTO_DATABASE_PASSWORD_FILE=/run/word"},
		files(map[string]string{"/run/word": "p@ss:w/rd\n"}),
	)
	if _, err := config.Read([]string{"MYPHOTO_SMTP_URL=smtp://user@mail.example.gr"}, files(nil)); err == nil || !strings.Contains(err.Error(), "MYPHOTO_SMTP_PASSWORD_FILE") {
		t.Errorf("a user without a password: %v", err)
	}
	if want := "postgres://user:p%40ss%3Aw%2Frd@db.example.gr/myphoto"; err != nil || c.DatabaseURL.Reveal() != want {
		t.Errorf("%v", err)
	}
}

// The host stands in every text message.
func TestPublicHostFitsATextMessage(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{
		"https://" + strings.Repeat("a", 77) + ".gr": true, "https://" + strings.Repeat("a", 78) + ".gr": false,
		"https://φωτογραφία.gr": false, "https://xn--pxaedqbcf4a.gr": true,
	} {
		if _, err := config.Read([]string{"MYPHOTO_PUBLIC_URL=" + address}, files(nil)); (err == nil) != ok {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// The address that browsers are told must be one that they can reach, and that the
// identity provider may send people back to.
func TestPublicAddressIsEncryptedBeyondThisMachine(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"http://photo.example.gr": "MYPHOTO_PUBLIC_URL must begin with https://", "https://photo.example.gr": "",
		"http://localhost:8080": "", "http://127.0.0.1:8080": "", "http://[::1]:8080": "", "http://192.0.2.1": "MYPHOTO_PUBLIC_URL must begin with https://",
	} {
		_, err := config.Read([]string{"MYPHOTO_PUBLIC_URL=" + value}, files(nil))
		if (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", value, err)
		}
	}
	_, err := config.Read([]string{"MYPHOTO_PUBLIC_URL=http://localhost", "MYPHOTO_TLS_CERT_FILE=a", "MYPHOTO_TLS_KEY_FILE=b"}, files(nil))
	if err == nil || !strings.Contains(err.Error(), "since MYPHOTO_TLS_CERT_FILE is set") {
		t.Errorf("TLS of our own with an http address: %v", err)
	}
}

// Who maintains a database need not be able to read the password of the mail server.
func TestCommandReadsOnlyTheSettingsItUses(t *testing.T) {
	t.Parallel()
	environ := []string{"MYPHOTO_LOGIN_CLIENT_SECRET_FILE=/missing", "MYPHOTO_SMTP_URL=wrong", "MYPHOTO_FILES_URL=file:/srv/files"}
	c, err := config.ReadSome(environ, files(nil), []string{"MYPHOTO_FILES_URL", "MYPHOTO_DATABASE_URL"})
	if err != nil || c.FilesURL != "file:/srv/files" || c.DatabaseURL.Reveal() != "sqlite:data/myphoto.db" || c.Listen != "" {
		t.Errorf("%v %v", c, err)
	}
	if _, err := config.ReadSome([]string{"MYPHOTO_FILE_URL=x"}, files(nil), []string{"MYPHOTO_FILES_URL"}); err == nil {
		t.Error("a misspelt name passes")
	}
}

func TestRequireNamesAllThatIsMissing(t *testing.T) {
	t.Parallel()
	err := config.Require([]string{"MYPHOTO_LISTEN=:1"}, "MYPHOTO_LISTEN", "MYPHOTO_PUBLIC_URL", "MYPHOTO_LOGIN_URL")
	if err == nil || err.Error() != "MYPHOTO_PUBLIC_URL must be set\nMYPHOTO_LOGIN_URL must be set" {
		t.Errorf("got %v", err)
	}
}

// Otherwise a debug line or a crash report could show the password of the mail
// server.
func TestSecretsPrintHidden(t *testing.T) {
	t.Parallel()
	c, err := config.Read(
		[]string{"MYPHOTO_SMTP_URL=smtp://user@mail.example.gr", "MYPHOTO_SMTP_PASSWORD_FILE=/run/word"},
		files(map[string]string{"/run/word": "t0psecret\n"}),
	)
	if err != nil {
		t.Fatal(err)
	}
	inside := struct{ hidden config.Config }{c}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "config", c, "smtp", c.SMTPURL)
	encoded, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{
		fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprintf("%x", c.SMTPURL), c.SMTPURL.String(),
		fmt.Sprintf("%+v", inside), fmt.Sprintf("%#v", inside), log.String(), string(encoded),
	} {
		if strings.Contains(shown, "t0psecret") || strings.Contains(shown, "74307073") {
			t.Errorf("a secret shows: %s", shown)
		}
	}
	if !strings.Contains(log.String(), `"smtp":"[hidden]"`) {
		t.Errorf("log says %s", log.String())
	}
}

// The table of the README is what operators read.
func TestReadmeHasEveryVariable(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range config.Variables() {
		row := fmt.Sprintf("| `%s` | %s | %s |", v.Name, v.Meaning, v.Default)
		if !strings.Contains(string(readme), row) {
			t.Errorf("README.md lacks the row\n%s", row)
		}
	}
}
