package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"myphoto/internal/config"
)

// What starts with such a value works for nobody, or trusts everybody.
func TestValuesThatCannotBeMeantAreRefused(t *testing.T) {
	t.Parallel()
	for _, entry := range []string{
		"MYPHOTO_PUBLIC_URL=https://:8443", "MYPHOTO_PUBLIC_URL=https://h?", "MYPHOTO_PUBLIC_URL=https://h#", "MYPHOTO_PUBLIC_URL=https://h:",
		"MYPHOTO_PUBLIC_URL=https://h:70000", "MYPHOTO_PUBLIC_URL=https://h:0", "MYPHOTO_PUBLIC_URL=https://[::1]:99999",
		"MYPHOTO_SMS_URL=https://h:70000/x", "MYPHOTO_SMTP_URL=smtp://h:65536", "MYPHOTO_OPERATOR_URL=https://h:70000",
		"MYPHOTO_LOGIN_URL=http://login.example.gr/oauth2server", "MYPHOTO_CONTACTS_URL=http://ked.example.gr/x",
		"MYPHOTO_BUSINESS_REGISTER_URL=http://b.example.gr/x",
		`MYPHOTO_LOGIN_CLIENT_ID="myphoto"`, "MYPHOTO_LOGIN_CLIENT_ID=my photo", "MYPHOTO_LOGIN_CLIENT_ID=myphoto ", "MYPHOTO_CONTACTS_USER='u'",
		"MYPHOTO_TRUSTED_PROXIES=0.0.0.0/0", "MYPHOTO_TRUSTED_PROXIES=::/0", "MYPHOTO_TRUSTED_PROXIES=10.0.0.1,128.0.0.0/1",
		"MYPHOTO_TRUSTED_PROXIES=::ffff:0.0.0.0/96",
		"MYPHOTO_DATABASE_URL=sqlite::memory:", "MYPHOTO_DATABASE_URL=sqlite:/srv/x.db?mode=ro",
	} {
		name, value, _ := strings.Cut(entry, "=")
		_, err := config.Read([]string{entry}, files(nil))
		if err == nil || !strings.HasPrefix(err.Error(), name+" must ") || strings.Contains(err.Error(), value) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", entry, err)
		}
	}
	for _, entry := range []string{
		"MYPHOTO_PUBLIC_URL=https://h:8443", "MYPHOTO_PUBLIC_URL=http://[::1]:8080", "MYPHOTO_LOGIN_URL=http://127.0.0.1:1/oauth2server",
		"MYPHOTO_TRUSTED_PROXIES=10.0.0.0/8, fc00::/7", "MYPHOTO_LOGIN_CLIENT_ID=my.photo-1", "MYPHOTO_SMTP_URL=smtp://h",
	} {
		if _, err := config.Read([]string{entry}, files(nil)); err != nil {
			t.Errorf("%s: %v", entry, err)
		}
	}
}

// What lies beside the folder of files must not come to lie in it.
func TestPathsAreCleaned(t *testing.T) {
	t.Parallel()
	c, err := config.Read([]string{"MYPHOTO_FILES_URL=file:/srv/./data/files//", "MYPHOTO_DATABASE_URL=sqlite:/srv//x.db"}, files(nil))
	if err != nil || c.FilesURL != "file:/srv/data/files" || c.DatabaseURL.Reveal() != "sqlite:/srv/x.db" {
		t.Errorf("%s %s %v", c.FilesURL, c.DatabaseURL.Reveal(), err)
	}
}

// The second fault would send the operator after a user name that is there.
func TestFaultOfAnAddressBringsNoOther(t *testing.T) {
	t.Parallel()
	word := files(map[string]string{"/run/word": "s3cret"})
	_, err := config.Read([]string{"MYPHOTO_SMTP_URL=smtp://user:word@h", "MYPHOTO_SMTP_PASSWORD_FILE=/run/word"}, word)
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "must not contain a password") {
		t.Error(err)
	}
	for _, environ := range [][]string{{"MYPHOTO_SMTP_PASSWORD_FILE=/run/word"}, {"MYPHOTO_SMTP_URL=smtp://h", "MYPHOTO_SMTP_PASSWORD_FILE=/run/word"}} {
		if _, err := config.Read(environ, word); err == nil || !strings.Contains(err.Error(), "needs a user name in MYPHOTO_SMTP_URL") {
			t.Errorf("%v: %v", environ, err)
		}
	}
}

func TestSecretIsOneLineOfText(t *testing.T) {
	t.Parallel()
	for content, ok := range map[string]bool{
		"s3cret": true, " pass word \r\n": true, "κωδικός\n": true,
		" \t\n": false, "\n": false, "one\ntwo\n": false, "\ufeffs3cret": false, "s3\x00cret": false, "s3cret\xff": false,
	} {
		_, err := config.Read([]string{"MYPHOTO_LOGIN_CLIENT_SECRET_FILE=/run/word"}, files(map[string]string{"/run/word": content}))
		if (err == nil) != ok || err != nil && strings.Contains(err.Error(), "cret") {
			t.Errorf("%q: %v", content, err)
		}
	}
}

// Reading a pipe or a device may never end.
func TestOnlyRegularFilesAreRead(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	pipe, plain := filepath.Join(folder, "pipe"), filepath.Join(folder, "plain")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(plain, []byte("s3cret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		pipe: "it is no regular file", "/dev/zero": "it is no regular file", folder: "it is a folder", filepath.Join(folder, "none"): "no such file",
	} {
		done := make(chan error, 1)
		go func() {
			_, err := config.ReadSecret(path)
			done <- err
		}()
		select {
		case err := <-done:
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), folder) {
				t.Errorf("%s: %v", path, err)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s is being read", path)
		}
	}
	for mode, ok := range map[os.FileMode]bool{0o600: true, 0o444: true, 0o440: true, 0o620: false, 0o602: false} {
		if err := os.Chmod(plain, mode); err != nil {
			t.Fatal(err)
		}
		if text, err := config.ReadSecret(plain); (err == nil) != ok || ok && string(text) != "s3cret" {
			t.Errorf("mode %o: %q %v", mode, text, err)
		}
		if _, err := config.ReadFile(plain, 10, config.NotOpened); (err == nil) != (mode == 0o600) {
			t.Errorf("a key with mode %o: %v", mode, err)
		}
	}
	if text, err := config.ReadFile(plain, 2, 0); err != nil || string(text) != "s3c" {
		t.Errorf("%q, %v", text, err)
	}
}
