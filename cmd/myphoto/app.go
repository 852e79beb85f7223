package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"myphoto/cmd/myphoto/certificate"
	"myphoto/cmd/myphoto/watch"
	"myphoto/internal/blob/dir"
	"myphoto/internal/config"
	"myphoto/internal/courier"
	"myphoto/internal/courier/sms"
	"myphoto/internal/courier/smtp"
	"myphoto/internal/inspect"
	"myphoto/internal/jobs"
	"myphoto/internal/login/gsis"
	"myphoto/internal/outage"
	"myphoto/internal/outbound"
	"myphoto/internal/photo"
	"myphoto/internal/registry/business"
	"myphoto/internal/registry/contacts"
	"myphoto/internal/registry/custody"
	"myphoto/internal/seal"
	"myphoto/internal/service"
	"myphoto/internal/store"
	"myphoto/internal/store/erasures"
	"myphoto/internal/web/public"
)

// Limits that need no setting.
const (
	studioHourly = 300           // uploads of one studio in an hour
	draftBytes   = 1_000_000_000 // pictures of the drafts of one studio
	contactDaily = 5             // messages to one contact in a day, from all studios
)

// app is the service with its parts.
type app struct {
	config     config.Config
	store      *store.Store
	lock       *databaseLock // of the program that serves; nil in a command
	base       fs.FileInfo   // of the database, as it was opened
	files      *dir.Dir
	service    *service.Service
	jobs       *jobs.Jobs
	sms        *courier.Watched
	email      *courier.Watched
	login      *watch.Login
	contacts   *watch.Contacts
	businesses *watch.Businesses
	custody    *watch.Custody // nil, like people, without the registers of minors
	people     *watch.People
	admin      net.Listener // listener of the operator's server; nil without one

	readiness outage.Outage // what /readyz found

	certificate *certificate.Certificate // of our own TLS; nil behind a proxy

	now   func() time.Time
	log   *slog.Logger
	demo  bool                // people are invented; pages say so
	tests []public.TestPerson // of the demo
}

// open connects the parts of the service for which there are settings. now is the
// clock of the service; times in tokens of other systems are compared with the real
// clock.
func open(ctx context.Context, p *program, c config.Config, u uses, now func() time.Time) (*app, error) {
	h := &app{config: c, now: now, log: p.log}
	parts, err := h.parts(ctx, p, u)
	if err != nil {
		return nil, err
	}
	parts.Failpoint = failpointHook()
	if h.service, err = service.New(ctx, parts); err != nil {
		return nil, errors.Join(err, h.close())
	}
	h.jobs = jobs.New(p.log, jobs.WorkOf(h.service))
	return h, nil
}

func (h *app) parts(ctx context.Context, p *program, u uses) (service.Config, error) {
	c := h.config
	parts := service.Config{
		Serves: u.serves, Reader: inspect.New(inspect.Limits{}), Now: h.now, RealNow: p.now, Log: p.log, By: p.by,
		Policy: service.Policy{
			DailySubmissions: c.DailySubmissions, PersonRetrievals: c.PersonRetrievals, PhotographyKAD: c.PhotographyKAD, LedgerYears: c.LedgerYears,
			ContactDays: c.ContactDays, StudioHourly: studioHourly, DraftBytes: draftBytes, ContactDaily: contactDaily,
			OTPByProvider: c.Login.OTP == "provider",
		},
	}
	if c.PublicURL != nil {
		parts.PublicURL = strings.TrimSuffix(c.PublicURL.String(), "/")
		parts.ReportURL = parts.PublicURL + "/reports/sms/"
	}
	if err := errors.Join(h.keys(&parts), prepareDatabase(ctx, c, u), h.connectExternal(p, &parts)); err != nil {
		return parts, err
	}
	if err := h.openFiles(p, u, &parts); err != nil {
		return parts, err
	}
	var err error
	if parts.Policy.SMSCountries, err = photo.ParseCountries(c.SMSCountries); err != nil {
		return parts, config.About("MYPHOTO_SMS_COUNTRIES", err)
	}
	if u.serves {
		if h.lock, err = lockDatabase(c); err != nil {
			return parts, err
		}
	}
	if h.store, err = openStore(ctx, c, h.now); err != nil {
		return parts, errors.Join(err, h.lock.Close())
	}
	parts.Store = h.store
	h.base, err = os.Stat(databasePath(c))
	return parts, config.About(database, err)
}

// openFiles opens the files, and what lies beside them: outside the database, stored
// with the files.
func (h *app) openFiles(p *program, u uses, parts *service.Config) error {
	path, ok := strings.CutPrefix(h.config.FilesURL, "file:")
	if !ok {
		return errors.New(filesAt + " does not begin with file")
	}
	h.files, parts.SpoolPath = dir.Open(path, p.now), path
	if u.setsUp || u.serves { // the erasure list and the pinned checkpoint begin with the database
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return config.About(filesAt, err)
		}
	}
	if info, err := os.Stat(path); err == nil && !info.IsDir() {
		return config.About(filesAt, errors.New("there is a file in the place of the folder of files"))
	}
	parts.Files, parts.Erasures = h.files, erasures.Open(listPath(path))
	parts.PinPath = pinPath(path)
	return nil
}

// close closes the database.
func (h *app) close() error { return errors.Join(h.store.Close(), h.lock.Close()) }

// keys reads the master key, and the look-up keys where they are used.
func (h *app) keys(parts *service.Config) error {
	var err error
	if parts.Master, err = readMaster(h.config); err != nil {
		return err
	}
	if h.config.HashKeys == "" {
		return nil
	}
	hashes, err := readKey(h.config.HashKeys)
	if err == nil {
		parts.Hashes, err = seal.ParseHashKeys(hashes)
	}
	return config.About(lookUpKeys, err)
}

func readMaster(c config.Config) (*seal.Master, error) {
	text, err := readKey(c.MasterKey)
	if err != nil {
		return nil, config.About(masterKey, err)
	}
	master, err := seal.ParseMaster(text)
	return master, config.About(masterKey, err)
}

// readKey reads a key file, which only its owner may open.
func readKey(address string) ([]byte, error) {
	path, ok := strings.CutPrefix(address, "file:")
	if !ok {
		return nil, errors.New("the address does not begin with file")
	}
	text, err := config.ReadFile(path, seal.MaxKeyFile, config.NotOpened)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return text, nil
}

// connectExternal configures the clients of the surrounding systems, where the
// settings have them.
func (h *app) connectExternal(p *program, parts *service.Config) error {
	c := h.config
	if c.Login.URL == nil {
		return nil
	}
	var faults [5]error
	parts.Login, faults[0] = gsis.New(gsis.Config{
		BaseURL: c.Login.URL.String(), ClientID: c.Login.ClientID, ClientSecret: c.Login.ClientSecret.Reveal(),
		RedirectURL: parts.PublicURL + "/login/callback/taxisnet",
	})
	parts.Contacts, faults[1] = contacts.New(contacts.Config{
		URL: c.Contacts.URL.String(), Namespace: c.ContactsNamespace, User: c.Contacts.User, Password: c.Contacts.Password.Reveal(),
	})
	parts.Businesses, faults[2] = business.New(business.Config{
		URL: c.BusinessRegister.URL.String(), User: c.BusinessRegister.User, Password: c.BusinessRegister.Password.Reveal(),
	})
	h.login = &watch.Login{Provider: parts.Login, System: watch.System{Name: "login"}}
	h.contacts = &watch.Contacts{Contacts: parts.Contacts, System: watch.System{Name: "contacts"}}
	h.businesses = &watch.Businesses{Businesses: parts.Businesses, System: watch.System{Name: "business"}}
	parts.Login, parts.Contacts, parts.Businesses = h.login, h.contacts, h.businesses
	minors := h.connectMinors(parts)
	var text, mail courier.Sender
	text, faults[3] = sms.New(sms.Config{URL: c.SMSURL.Reveal(), Sender: c.SMSSender, Now: p.now})
	mail, faults[4] = smtp.New(smtp.Config{
		URL: c.SMTPURL.Reveal(), From: c.MailFrom, Host: c.PublicURL.Hostname(), Now: p.now,
	})
	if u, err := url.Parse(c.SMSURL.Reveal()); err == nil && u.Scheme == "http" && !outbound.IsLoopback(u.Hostname()) {
		p.log.Warn("text messages, with codes and the gateway's password, leave this machine unencrypted; use https in MYPHOTO_SMS_URL, or keep the gateway on a closed network")
	}
	h.sms, h.email = courier.LogOutages(text, "sms", p.log), courier.LogOutages(mail, "email", p.log)
	parts.SMS, parts.Email = h.sms, h.email
	for n, names := range [...]string{
		"MYPHOTO_LOGIN_URL, MYPHOTO_LOGIN_CLIENT_ID, MYPHOTO_LOGIN_CLIENT_SECRET_FILE",
		"MYPHOTO_CONTACTS_URL, MYPHOTO_CONTACTS_USER, MYPHOTO_CONTACTS_PASSWORD_FILE",
		"MYPHOTO_BUSINESS_REGISTER_URL, MYPHOTO_BUSINESS_REGISTER_USER, MYPHOTO_BUSINESS_REGISTER_PASSWORD_FILE",
		"MYPHOTO_SMS_URL, MYPHOTO_SMS_PASSWORD_FILE, MYPHOTO_SMS_SENDER",
		"MYPHOTO_SMTP_URL, MYPHOTO_SMTP_PASSWORD_FILE, MYPHOTO_MAIL_FROM",
	} {
		faults[n] = config.About(names, faults[n])
	}
	return errors.Join(errors.Join(faults[:]...), minors)
}

// connectMinors configures the client of the two registers that are asked about
// minors, where the settings have them.
func (h *app) connectMinors(parts *service.Config) error {
	c := h.config.Custody
	if c.URL == nil {
		return nil
	}
	client, err := custody.New(custody.Config{URL: c.URL.String(), User: c.User, Password: c.Password.Reveal(), Now: h.now})
	if err != nil {
		return config.About("MYPHOTO_CUSTODY_URL, MYPHOTO_CUSTODY_USER, MYPHOTO_CUSTODY_PASSWORD_FILE", err)
	}
	h.custody = &watch.Custody{Register: client, System: watch.System{Name: "custody"}}
	h.people = &watch.People{People: client, System: watch.System{Name: "amka"}}
	parts.Custody, parts.People = h.custody, h.people
	return nil
}

// verifyIntegrity returns an error for a database that was restored from a
// backup, until the operator has done what a restore requires, and for one that
// somebody else wrote to.
func (h *app) verifyIntegrity(ctx context.Context) error {
	return errors.Join(h.service.Retention.CheckErasures(ctx), h.service.Integrator.Check(ctx))
}
