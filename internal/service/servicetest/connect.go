package servicetest

import (
	"path/filepath"

	"myphoto/internal/blob/dir"
	"myphoto/internal/courier/sms"
	"myphoto/internal/courier/smtp"
	"myphoto/internal/inspect"
	"myphoto/internal/login/gsis"
	"myphoto/internal/photo"
	"myphoto/internal/registry/business"
	"myphoto/internal/registry/contacts"
	"myphoto/internal/registry/custody"
	"myphoto/internal/sandbox"
	"myphoto/internal/seal"
	"myphoto/internal/service"
	"myphoto/internal/store/erasures"
)

// connect makes the configuration, without a store: with new keys, connected to
// the surrounding systems as in production.
func (h *House) connect() {
	h.tb.Helper()
	url := h.Sandbox.URL()
	config := service.Config{
		Serves: true, Reader: inspect.New(inspect.Limits{}), PublicURL: h.URL, ReportURL: h.URL + reports,
		Erasures: erasures.Open(filepath.Join(h.Folder, "erasures.log")),
		PinPath:  h.PinPath(), Now: h.Clock.Now, RealNow: h.Clock.Now, Log: h.Log.Logger(),
		Policy: service.Policy{
			DailySubmissions: 5, PersonRetrievals: 60, PhotographyKAD: "7420", SMSCountries: photo.Countries{"GR", "CY"}, LedgerYears: 10, ContactDays: 14,
			StudioHourly: 300, DraftBytes: 1_000_000_000, ContactDaily: 5,
		},
	}
	master, err := seal.NewMasterKey()
	Must(h.tb, err)
	h.masterKeys = master
	config.Master, err = seal.ParseMaster(master)
	Must(h.tb, err)
	h.hashKeys = seal.NewHashKeys()
	config.Hashes, err = seal.ParseHashKeys(h.hashKeys)
	Must(h.tb, err)
	config.SpoolPath = filepath.Join(h.Folder, "files")
	config.Files = dir.Open(config.SpoolPath, h.Clock.Now)
	config.Login, err = gsis.New(gsis.Config{
		BaseURL: url + "/oauth2server", ClientID: sandbox.ClientID, ClientSecret: sandbox.ClientSecret,
		RedirectURL: h.URL + "/login/callback/taxisnet",
	})
	Must(h.tb, err)
	config.Contacts, err = contacts.New(contacts.Config{
		URL:       url + "/esb/notificationCenterElementsService",
		Namespace: sandbox.ContactsNamespace,
		User:      sandbox.RegisterUser, Password: sandbox.RegisterPassword,
	})
	Must(h.tb, err)
	config.Businesses, err = business.New(business.Config{
		URL: url + "/wsaade/RgWsPublic2/RgWsPublic2", User: sandbox.RegisterUser, Password: sandbox.RegisterPassword,
	})
	Must(h.tb, err)
	minors, err := custody.New(custody.Config{
		URL: url + "/esb", User: sandbox.RegisterUser, Password: sandbox.RegisterPassword, Now: h.Clock.Now,
	})
	Must(h.tb, err)
	config.Custody, config.People = minors, minors
	config.SMS, err = sms.New(sms.Config{URL: url + "/cgi-bin/sendsms", Sender: "MINDG GSIS", Now: h.Clock.Now})
	Must(h.tb, err)
	config.Email, err = smtp.New(smtp.Config{URL: "smtp://" + h.Sandbox.SMTPAddr(), From: sender, Now: h.Clock.Now})
	Must(h.tb, err)
	h.config = config
}

const sender = "myphoto@example.gr"
