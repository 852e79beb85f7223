package servicetest

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"myphoto/internal/blob/dir"
	"myphoto/internal/courier/sms"
	"myphoto/internal/courier/smtp"
	"myphoto/internal/inspect"
	"myphoto/internal/login/gsis"
	"myphoto/internal/registry/business"
	"myphoto/internal/registry/contacts"
	"myphoto/internal/sandbox"
	"myphoto/internal/seal"
	"myphoto/internal/service"
	"myphoto/internal/store/erasures"
)

// Site is the part of a service's configuration that differs between tests.
type Site struct {
	Public string // address that visitors use
	Folder string // for files, erasure list and pinned checkpoint
	Now    func() time.Time
	Log    *slog.Logger
}

// Config returns the configuration of a service without its store: with new keys,
// connected to the surrounding systems as in production.
func (s Site) Config(tb testing.TB, around *sandbox.Sandbox) service.Config {
	tb.Helper()
	url := around.URL()
	config := service.Config{
		Reader: inspect.New(inspect.Limits{}), PublicURL: s.Public, ReportURL: s.Public + reports,
		Erasures: erasures.Open(filepath.Join(s.Folder, "erasures.log")),
		PinPath:  filepath.Join(s.Folder, "checkpoint.pinned"),
		Now:      s.Now, RealNow: s.Now, Log: s.Log,
		Policy: service.Policy{
			DailySubmissions: 5, PhotographyKAD: "7420", LedgerYears: 10, ContactDays: 14,
			StudioHourly: 300, ContactDaily: 5,
		},
	}
	master, err := seal.NewMasterKey()
	Must(tb, err)
	config.Master, err = seal.ParseMaster(master)
	Must(tb, err)
	config.Hashes, err = seal.ParseHashKeys(seal.NewHashKeys())
	Must(tb, err)
	config.Files, err = dir.Open(filepath.Join(s.Folder, "files"), s.Now)
	Must(tb, err)
	config.Login, err = gsis.New(gsis.Config{
		BaseURL: url + "/oauth2server", ClientID: sandbox.ClientID, ClientSecret: sandbox.ClientSecret,
		RedirectURL: s.Public + "/login/callback/taxisnet",
	})
	Must(tb, err)
	config.Contacts, err = contacts.New(contacts.Config{
		URL:  url + "/esb/notificationCenterElementsService/getNncIdentityExt",
		User: sandbox.RegisterUser, Password: sandbox.RegisterPassword,
	})
	Must(tb, err)
	config.Businesses, err = business.New(business.Config{
		URL: url + "/wsaade/RgWsPublic2/RgWsPublic2", User: sandbox.RegisterUser, Password: sandbox.RegisterPassword,
	})
	Must(tb, err)
	config.SMS, err = sms.New(sms.Config{URL: url + "/cgi-bin/sendsms", Sender: "MINDG GSIS", Now: s.Now})
	Must(tb, err)
	config.Email, err = smtp.New(smtp.Config{URL: "smtp://" + around.SMTPAddr(), From: sender, Now: s.Now})
	Must(tb, err)
	return config
}

const sender = "myphoto@example.gr"
