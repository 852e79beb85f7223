package main

import (
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"myphoto/internal/config"
	"myphoto/internal/service/retention"
)

// operator is somebody at the command line with complete settings.
type operator struct {
	folder string
	*program
}

func newOperator(t *testing.T) operator {
	t.Helper()
	folder := t.TempDir()
	if err := makeKeys(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "word"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	word := filepath.Join(folder, "word")
	settings := []string{
		"MYPHOTO_PUBLIC_URL=http://localhost:8080", "MYPHOTO_DATABASE_URL=sqlite:" + filepath.Join(folder, "store", "myphoto.db"),
		"MYPHOTO_FILES_URL=file:" + filepath.Join(folder, "store", "files"),
		"MYPHOTO_MASTER_KEY=file:" + filepath.Join(folder, masterFile), "MYPHOTO_HASH_KEYS=file:" + filepath.Join(folder, hashFile),
		"MYPHOTO_LOGIN_URL=http://localhost:1/oauth2server", "MYPHOTO_LOGIN_CLIENT_ID=myphoto", "MYPHOTO_LOGIN_CLIENT_SECRET_FILE=" + word,
		"MYPHOTO_CONTACTS_URL=http://localhost:1/c", "MYPHOTO_CONTACTS_USER=u", "MYPHOTO_CONTACTS_PASSWORD_FILE=" + word,
		"MYPHOTO_BUSINESS_REGISTER_URL=http://localhost:1/b", "MYPHOTO_BUSINESS_REGISTER_USER=u", "MYPHOTO_BUSINESS_REGISTER_PASSWORD_FILE=" + word,
		"MYPHOTO_SMS_URL=http://localhost:1/sms", "MYPHOTO_SMS_SENDER=S", "MYPHOTO_SMTP_URL=smtp://localhost:1", "MYPHOTO_MAIL_FROM=a@example.gr",
	}
	return operator{folder, &program{
		ctx: t.Context(), log: slog.New(slog.DiscardHandler), out: io.Discard, errs: os.Stderr,
		getenv: func() []string { return settings }, now: time.Now,
	}}
}

// An address that is wrong by a letter must not look like a service without files.
func TestMaintenanceMakesNoDatabaseAndNoFolder(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	for name, command := range map[string]interface{ Run(*program) error }{
		"sweep": sweepCommand{}, "sweep --dry-run": sweepCommand{DryRun: true}, "ledger verify": verifyCommand{},
		"ledger export": exportCommand{}, "ledger accept-restored": acceptCommand{}, "admin stats": statsCommand{},
		"admin list": listCommand{}, "admin suspend": suspendCommand{Application: "a"}, "admin resume": resumeCommand{Application: "a"},
		"admin rotate-key": rotateCommand{Key: "receipts"}, "admin replay-erasures": replayCommand{},
		"admin backup": backupCommand{File: filepath.Join(o.folder, "copy.db")}, "admin keys status": keysStatusCommand{}, "admin rewrap": rewrapCommand{}, "admin rehash": rehashCommand{},
	} {
		err := command.Run(o.program)
		if err == nil || !strings.Contains(err.Error(), filepath.Join(o.folder, "store", "myphoto.db")) {
			t.Errorf("%s over nothing: %v", name, err)
		}
		if _, err := os.Stat(filepath.Join(o.folder, "store")); err == nil {
			t.Fatalf("%s made a folder", name)
		}
	}
	if err := (migrateCommand{}).Run(o.program); err != nil {
		t.Fatal(err)
	}
	if err := (keysStatusCommand{}).Run(o.program); err != nil {
		t.Errorf("after migrate: %v", err)
	}
	if _, err := os.Stat(filepath.Join(o.folder, "store", "files")); err == nil {
		t.Error("a command made the folder of files")
	}
}

// A key that others may read is no secret.
func TestKeyFilesThatOthersMayOpenAreRefused(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	if err := (migrateCommand{}).Run(o.program); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{masterFile, hashFile} {
		path := filepath.Join(o.folder, name)
		for _, mode := range []os.FileMode{0o640, 0o604, 0o620, 0o602, 0o610, 0o666} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			if err := (keysStatusCommand{}).Run(o.program); err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("%s with mode %o: %v", name, mode, err)
			}
		}
		if err := os.Chmod(path, 0o400); err != nil {
			t.Fatal(err)
		}
		if err := (keysStatusCommand{}).Run(o.program); err != nil {
			t.Errorf("%s of its owner alone: %v", name, err)
		}
	}
}

// A program without its files would neither check that they are those of the
// database nor remove what was erased.
func TestFilesAreNeverLeftOut(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	if err := (migrateCommand{}).Run(o.program); err != nil {
		t.Fatal(err)
	}
	c, err := usesKeyFiles().read(o.getenv())
	if err != nil {
		t.Fatal(err)
	}
	c.FilesURL = ""
	if h, err := open(t.Context(), o.program, c, usesKeyFiles(), o.now); err == nil || !strings.Contains(err.Error(), filesAt) {
		t.Errorf("opened %v, %v", h, err)
	}
}

// An operator corrects what is named: each line of the log names its setting.
func TestFaultsOfTheSurroundingsNameTheirSettings(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	o.opened(t)
	for setting, fault := range map[string]string{
		"MYPHOTO_SMTP_URL": "smtp://localhost:1/path", "MYPHOTO_SMS_URL": "http://localhost:1/sms?a=b", "MYPHOTO_SMS_SENDER": "a sender too long",
		"MYPHOTO_MASTER_KEY": "file:" + o.folder, "MYPHOTO_HASH_KEYS": "file:/dev/zero",
	} {
		c, err := config.ReadSome(append(o.getenv(), setting+"="+fault), config.ReadSecret, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = open(t.Context(), o.program, c, usesAll(), o.now)
		if err == nil {
			t.Errorf("%s=%s is taken", setting, fault)
			continue
		}
		for line := range strings.SplitSeq(err.Error(), "\n") {
			if names, _, _ := strings.Cut(line, ": "); !strings.Contains(names, setting) {
				t.Errorf("%s=%s: %s", setting, fault, line)
			}
		}
	}
}

// A mistyped path must not publish a key.
func TestLogoThatIsNoPictureStopsTheStart(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	former := o.getenv()
	for _, path := range []string{filepath.Join(o.folder, masterFile), o.folder, "/dev/zero", filepath.Join(o.folder, "none")} {
		o.getenv = func() []string {
			return append(former, "MYPHOTO_LOGO_FILE="+path, "MYPHOTO_SUPPORT_CONTACT=210 1234567, a@example.gr")
		}
		if err := (serveCommand{}).Run(o.program); err == nil || !strings.HasPrefix(err.Error(), "MYPHOTO_LOGO_FILE: ") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// opened returns the service of an operator who has started it once.
func (o operator) opened(t *testing.T) *app {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(o.folder, "store"), 0o700); err != nil {
		t.Fatal(err)
	}
	c, err := config.ReadSome(o.getenv(), config.ReadSecret, nil)
	if err != nil {
		t.Fatal(err)
	}
	h, err := open(t.Context(), o.program, c, usesAll(), o.now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// What was erased would come back with the next backup, and nobody would know.
func TestLostErasureListIsNotReady(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	h := o.opened(t)
	if err := h.ready(t.Context()); err != nil {
		t.Fatalf("at first: %v", err)
	}
	if err := os.Remove(filepath.Join(o.folder, "store", "erasures.log")); err != nil {
		t.Fatal(err)
	}
	if err := h.ready(t.Context()); !errors.Is(err, retention.ErrNoList) {
		t.Errorf("without its erasure list: %v", err)
	}
}

// The engine writes on into a file that nobody will find again.
func TestLostDatabaseIsNotReady(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	h := o.opened(t)
	path := filepath.Join(o.folder, "store", "myphoto.db")
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	if err := h.ready(t.Context()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without its database: %v", err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := h.ready(t.Context()); err == nil || !strings.Contains(err.Error(), "another file") {
		t.Errorf("with another database: %v", err)
	}
}

// starts returns the error of opening the service with one more setting.
func (o operator) starts(t *testing.T, setting string) error {
	t.Helper()
	c, err := config.ReadSome(append(o.getenv(), setting), config.ReadSecret, nil)
	if err != nil {
		t.Fatal(err)
	}
	h, err := open(t.Context(), o.program, c, usesAll(), o.now)
	if err == nil {
		err = h.close()
	}
	return err
}

// An address that is wrong by a letter made an empty database, and the files were
// blamed.
func TestWrongDatabaseAddressMakesNoDatabase(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	if err := o.starts(t, "A=b"); err == nil || !strings.Contains(err.Error(), "myphoto migrate") {
		t.Errorf("without a folder: %v", err)
	}
	o.opened(t)
	other := filepath.Join(o.folder, "store", "mypoto.db")
	if err := o.starts(t, database+"=sqlite:"+other); err == nil || !strings.Contains(err.Error(), database) || !strings.Contains(err.Error(), filesAt) {
		t.Errorf("a wrong name: %v", err)
	}
	if _, err := os.Lstat(other); err == nil {
		t.Error("there is an empty database")
	}
	for _, path := range []string{o.folder, filepath.Join(o.folder, "word")} {
		if err := o.starts(t, database+"=sqlite:"+path); err == nil || !strings.HasPrefix(err.Error(), database) {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, path := range []string{filepath.Join(o.folder, "word"), filepath.Join(o.folder, "word", "files")} {
		if err := o.starts(t, filesAt+"=file:"+path); err == nil || !strings.HasPrefix(err.Error(), filesAt) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// Two programs would each send the messages, and count the limits, by itself.
func TestSecondServeOverADatabaseIsRefused(t *testing.T) {
	t.Parallel()
	o := newOperator(t)
	h := o.opened(t)
	if err := o.starts(t, "A=b"); err == nil || !strings.Contains(err.Error(), "another `myphoto serve` uses this database") {
		t.Errorf("beside the first: %v", err)
	}
	if err := (statsCommand{}).Run(o.program); err != nil {
		t.Errorf("a command beside it: %v", err)
	}
	if err := h.lock.Close(); err != nil {
		t.Fatal(err)
	}
	if err := o.starts(t, "A=b"); err != nil {
		t.Errorf("after it: %v", err)
	}
	h.lock = nil
}
