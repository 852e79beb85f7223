package main

import (
	"context"
	_ "embed" // the applications of the demo
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"myphoto/internal/config"
	"myphoto/internal/durable"
	"myphoto/internal/sandbox"
	"myphoto/internal/seal"
)

//go:embed demo.json
var demoRegister []byte

type demoCommand struct {
	Listen            string        `default:"127.0.0.1:8080" help:"Address of the service."`
	SandboxListen     string        `default:"127.0.0.1:8090" help:"Address of the surrounding systems."`
	SandboxSMTPListen string        `default:"127.0.0.1:8025" help:"Address of their mail server." name:"sandbox-smtp-listen"`
	Data              string        `default:"./data" help:"Folder of database, files and keys."`
	ClockOffset       time.Duration `default:"0s" help:"Shift the service's clock, to watch retention."`
	LoginSessions     bool          `help:"TAXISnet remembers a browser until it signs out and asks once for an approval, as the real one does."`
	MailTLS           bool          `name:"mail-tls" help:"The mail server offers STARTTLS and AUTH; its certificate is at /smtp.pem."`
	TestPersons       bool          `default:"true" negatable:"" help:"Make test persons with files in a new data folder, for developers of applications (/dev/docs)."`
}

// Run serves the demo until the program is told to stop.
func (d demoCommand) Run(p *program) error {
	surroundings, err := sandbox.New(sandbox.Config{
		Listen: d.SandboxListen, SMTPListen: d.SandboxSMTPListen, LoginSessions: d.LoginSessions, MailTLS: d.MailTLS, Now: p.now, Log: p.log,
	})
	if err != nil {
		return err
	}
	// A terminal that is closed ends the demo as Ctrl-C does.
	ctx, stop := signal.NotifyContext(p.ctx, syscall.SIGHUP)
	defer stop()
	running, ctx := errgroup.WithContext(ctx)
	running.Go(func() error { return surroundings.Run(ctx) })
	running.Go(func() error { return d.serve(ctx, p, surroundings) })
	return running.Wait()
}

func (d demoCommand) serve(ctx context.Context, p *program, surroundings *sandbox.Sandbox) error {
	if err := errors.Join(makeKeys(d.Data), d.closeKeys()); err != nil {
		return err
	}
	listener, err := listen(ctx, d.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	public := "http://localhost:" + port(listener.Addr())
	c, err := config.Read(append(d.environment(public, surroundings), p.fromEnvironment()...), readDemoSecret)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	clock := &demoClock{real: p.now, shift: d.ClockOffset}
	fresh := d.TestPersons && d.empty()
	if fresh {
		clock.ago.Store(int64(testAgo))
	}
	h, err := open(ctx, p, c, usesAll(), clock.now)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	h.demo = true
	err = errors.Join(h.verifyIntegrity(ctx), h.seedDemo(ctx), h.listenAdminIfFree(ctx, p))
	if err == nil && fresh {
		err = d.makeTestPersons(ctx, h, surroundings)
	}
	if err != nil {
		return errors.Join(err, listener.Close(), h.close())
	}
	if h.tests = d.testPersons(); d.TestPersons && h.tests == nil {
		p.log.Warn("the data folder has no test persons, which are made with a new one alone; /dev/docs names none", "folder", d.Data)
	}
	clock.ago.Store(0)
	d.greet(p, public, surroundings.URL())
	return h.run(ctx, listener, nil)
}

// closeKeys leaves the keys of the demo to their owner, also those of a data folder
// that was copied without its modes.
func (d demoCommand) closeKeys() error {
	return errors.Join(os.Chmod(filepath.Join(d.Data, masterFile), 0o600), os.Chmod(filepath.Join(d.Data, hashFile), 0o600))
}

// empty reports whether there is no database in the data folder yet.
func (d demoCommand) empty() bool {
	_, err := os.Lstat(filepath.Join(d.Data, databaseFile))
	return errors.Is(err, fs.ErrNotExist)
}

// seedDemo enters the applications of the demo, their secrets and employments.
func (h *app) seedDemo(ctx context.Context) error {
	r, err := readRegister(demoRegister)
	if err != nil {
		return err
	}
	if err := r.enter(ctx, h.service.Admin); err != nil {
		return err
	}
	for _, a := range r.Applications {
		if err := h.service.Admin.AddSecret(ctx, a.ID, "demo-"+string(a.ID)); err != nil {
			return fmt.Errorf("add secret: %w", err)
		}
	}
	return nil
}

// demoSecret replaces the path of a file with a secret.
const demoSecret = "demo"

func readDemoSecret(path string) ([]byte, error) {
	if path == demoSecret {
		return []byte(sandbox.ClientSecret), nil
	}
	return nil, fs.ErrNotExist
}

// environment returns the settings of the demo, in the form of the environment
// of `serve`.
func (d demoCommand) environment(public string, s *sandbox.Sandbox) []string {
	url := s.URL()
	return []string{
		"MYPHOTO_PUBLIC_URL=" + public,
		"MYPHOTO_DATABASE_URL=sqlite:" + filepath.Join(d.Data, databaseFile),
		"MYPHOTO_FILES_URL=file:" + filepath.Join(d.Data, "files"),
		"MYPHOTO_MASTER_KEY=file:" + filepath.Join(d.Data, masterFile),
		"MYPHOTO_HASH_KEYS=file:" + filepath.Join(d.Data, hashFile),
		"MYPHOTO_LOGIN_URL=" + url + "/oauth2server",
		"MYPHOTO_LOGIN_CLIENT_ID=" + sandbox.ClientID,
		"MYPHOTO_LOGIN_CLIENT_SECRET_FILE=" + demoSecret,
		"MYPHOTO_CONTACTS_URL=" + url + "/esb/notificationCenterElementsService",
		"MYPHOTO_CONTACTS_USER=" + sandbox.RegisterUser,
		"MYPHOTO_CONTACTS_PASSWORD_FILE=" + demoSecret,
		"MYPHOTO_BUSINESS_REGISTER_URL=" + url + "/wsaade/RgWsPublic2/RgWsPublic2",
		"MYPHOTO_BUSINESS_REGISTER_USER=" + sandbox.RegisterUser,
		"MYPHOTO_BUSINESS_REGISTER_PASSWORD_FILE=" + demoSecret,
		"MYPHOTO_CUSTODY_URL=" + url + "/esb",
		"MYPHOTO_CUSTODY_USER=" + sandbox.RegisterUser,
		"MYPHOTO_CUSTODY_PASSWORD_FILE=" + demoSecret,
		"MYPHOTO_SMS_URL=" + url + "/cgi-bin/sendsms",
		"MYPHOTO_SMS_SENDER=MINDG GSIS",
		"MYPHOTO_SMTP_URL=smtp://" + s.SMTPAddr(),
		"MYPHOTO_MAIL_FROM=myphoto@example.gr",
		"MYPHOTO_SUPPORT_CONTACT=210 0000000, help@example.gr",
	}
}

// fromEnvironment returns the settings that the demo reads from the environment: the
// operator's address, and how many retrievals about one person are allowed, which
// measurements raise.
func (p *program) fromEnvironment() []string {
	return slices.DeleteFunc(slices.Clone(p.getenv()), func(entry string) bool {
		return !strings.HasPrefix(entry, "MYPHOTO_ADMIN_LISTEN=") && !strings.HasPrefix(entry, "MYPHOTO_PERSON_RETRIEVALS=")
	})
}

// listenAdminIfFree continues without the operator's server if another program
// uses its default address: that should not stop somebody who tries the service
// out.
func (h *app) listenAdminIfFree(ctx context.Context, p *program) error {
	err := h.listenAdmin(ctx)
	chosen := slices.ContainsFunc(p.getenv(), func(entry string) bool { return strings.HasPrefix(entry, "MYPHOTO_ADMIN_LISTEN=") })
	if errors.Is(err, syscall.EADDRINUSE) && !chosen {
		h.log.Warn("the operator's address is taken; the demo goes on without it", "address", h.config.AdminListen)
		return nil
	}
	return err
}

func (d demoCommand) greet(p *program, public, surroundings string) {
	_, _ = fmt.Fprintf(p.out, "\nmyPhoto      %s\nsurroundings %s   (everybody's phone and mailbox)\n\nWho can sign in (password = user name):\n", public, surroundings)
	for _, person := range sandbox.People() {
		_, _ = fmt.Fprintf(p.out, "  %-10s %s\n", person.User, person.About)
	}
	_, _ = fmt.Fprintln(p.out)
}

func port(a net.Addr) string {
	_, number, err := net.SplitHostPort(a.String())
	if err != nil {
		return ""
	}
	return number
}

// Names of files in a data folder.
const (
	databaseFile = "myphoto.db"
	masterFile   = "master.key"
	hashFile     = "hash.keys"
)

// makeKeys makes the keys that are missing in a data folder; it never
// overwrites one.
func makeKeys(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	master, err := seal.NewMasterKey()
	if err != nil {
		return fmt.Errorf("make master key: %w", err)
	}
	return errors.Join(
		writeNew(filepath.Join(folder, masterFile), master),
		writeNew(filepath.Join(folder, hashFile), seal.NewHashKeys()),
	)
}

// writeNew writes a key unless there is one.
func writeNew(path string, content []byte) error {
	if err := durable.Create(path, content); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("write key: %w", err)
	}
	return nil
}

type sandboxCommand struct {
	Listen     string `default:"127.0.0.1:8090" help:"Address of the systems."`
	SMTPListen string `default:"127.0.0.1:8025" help:"Address of their mail server." name:"sandbox-smtp-listen"`

	LoginSessions bool `help:"TAXISnet remembers a browser until it signs out and asks once for an approval, as the real one does."`
	MailTLS       bool `name:"mail-tls" help:"The mail server offers STARTTLS and AUTH; its certificate is at /smtp.pem."`
}

// Run serves the surrounding systems until the program is told to stop.
func (s sandboxCommand) Run(p *program) error {
	surroundings, err := sandbox.New(sandbox.Config{
		Listen: s.Listen, SMTPListen: s.SMTPListen, LoginSessions: s.LoginSessions, MailTLS: s.MailTLS, Now: p.now, Log: p.log,
	})
	if err != nil {
		return err
	}
	p.log.Info("sandbox serves", "url", surroundings.URL(), "smtp", surroundings.SMTPAddr())
	ctx, stop := signal.NotifyContext(p.ctx, syscall.SIGHUP)
	defer stop()
	return surroundings.Run(ctx)
}
