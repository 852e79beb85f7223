package config

// Variable describes one setting for the README and the help text.
type Variable struct {
	Name    string
	Meaning string
	Default string // empty when there is none
}

// A setting is a variable with the parser that stores its value.
type setting struct {
	Variable
	parse parser
}

type fileReader func(path string) ([]byte, error)

// settings returns every setting, bound to c, in the order of the README.
func settings(c *Config, read fileReader) []setting {
	all := listeners(c)
	all = append(all, storage(c, read)...)
	all = append(all, logins(c, read)...)
	all = append(all, registers(c, read)...)
	all = append(all, messages(c, read)...)
	all = append(all, policy(c)...)
	return append(all, branding(c)...)
}

func listeners(c *Config) []setting {
	return []setting{
		{Variable{"MYPHOTO_LISTEN", "address of the public server", "127.0.0.1:8080"}, hostPort(&c.Listen)},
		{Variable{"MYPHOTO_PUBLIC_URL", "how the outside reaches it, such as `https://photo.example.gr`", ""}, origin(&c.PublicURL)},
		{Variable{"MYPHOTO_ADMIN_LISTEN", "address of `/healthz`, `/readyz`, `/metrics` and profiles; keep it private", "127.0.0.1:9090"}, hostPort(&c.AdminListen)},
		{Variable{"MYPHOTO_TRUSTED_PROXIES", "addresses or prefixes whose forwarding headers count, separated by commas; without its proxy here, all visitors count as one", ""}, networks(&c.TrustedProxies)},
		{Variable{"MYPHOTO_TLS_CERT_FILE", "PEM certificate chain, for TLS without a proxy", ""}, text(&c.TLSCertFile)},
		{Variable{"MYPHOTO_TLS_KEY_FILE", "PEM private key of that certificate", ""}, text(&c.TLSKeyFile)},
	}
}

func storage(c *Config, read fileReader) []setting {
	return []setting{
		{Variable{"MYPHOTO_DATABASE_URL", "`sqlite:PATH`; `postgres://user@…` comes with a later release", "sqlite:data/myphoto.db"}, database(&c.DatabaseURL, "MYPHOTO_DATABASE_PASSWORD_FILE")},
		{Variable{"MYPHOTO_DATABASE_PASSWORD_FILE", "file with the password of the user in that address", ""}, withPassword(&c.DatabaseURL, "MYPHOTO_DATABASE_URL", read)},
		{Variable{"MYPHOTO_FILES_URL", "`file:PATH`; `s3://bucket?endpoint=…&region=…` comes with a later release", "file:data/files"}, files(&c.FilesURL)},
		{Variable{"MYPHOTO_MASTER_KEY", "`file:PATH` of the key that wraps all file keys; `demo` makes it, `serve` never", "file:data/master.key"}, keyFile(&c.MasterKey)},
		{Variable{"MYPHOTO_HASH_KEYS", "`file:PATH` of the look-up keys, the current one first", ""}, keyFile(&c.HashKeys)},
	}
}

func logins(c *Config, read fileReader) []setting {
	return []setting{
		{Variable{"MYPHOTO_LOGIN_URL", "base address of TAXISnet sign-in; it comes back to `/login/callback/taxisnet`", ""}, secureURL(&c.Login.URL)},
		{Variable{"MYPHOTO_LOGIN_CLIENT_ID", "the service's name there", ""}, word(&c.Login.ClientID)},
		{Variable{"MYPHOTO_LOGIN_CLIENT_SECRET_FILE", "file with its secret there", ""}, secretFile(&c.Login.ClientSecret, read)},
		{Variable{"MYPHOTO_LOGIN_OTP", "who sends the one-time code: `app`, or `provider` when sign-in already asked for one", "app"}, oneOf(&c.Login.OTP, "app", "provider")},
	}
}

func registers(c *Config, read fileReader) []setting {
	all := register("MYPHOTO_CONTACTS", "address of the National Contact Register, …`/esb/notificationCenterElementsService`", &c.Contacts, read)
	all = append(all, setting{
		Variable{"MYPHOTO_CONTACTS_NAMESPACE", "XML namespace of its messages, `targetNamespace` in its WSDL", contactsNamespace},
		absolute(&c.ContactsNamespace),
	})
	all = append(all, register("MYPHOTO_BUSINESS_REGISTER", "address of the business register, …`/RgWsPublic2/RgWsPublic2`", &c.BusinessRegister, read)...)
	return append(all, register("MYPHOTO_CUSTODY", "address under which the custody register and the ΑΜΚΑ register lie, …`/esb`; without it no minor is served", &c.Custody, read)...)
}

// contactsNamespace follows the names of other services of the interoperability
// centre; its own is told to the bodies that may ask it.
const contactsNamespace = "http://gsis.ggps.interoperability/NotificationCenterElementsInterface"

func register(prefix, meaning string, to *Register, read fileReader) []setting {
	return []setting{
		{Variable{prefix + "_URL", meaning, ""}, secureURL(&to.URL)},
		{Variable{prefix + "_USER", "user name there", ""}, word(&to.User)},
		{Variable{prefix + "_PASSWORD_FILE", "file with the password there", ""}, secretFile(&to.Password, read)},
	}
}

func messages(c *Config, read fileReader) []setting {
	return []setting{
		{Variable{"MYPHOTO_SMTP_URL", "mail server, `smtp://user@host:port` or `smtps://…`; the user name only where it asks for one", ""}, account(&c.SMTPURL, "MYPHOTO_SMTP_PASSWORD_FILE", "smtp", "smtps")},
		{Variable{"MYPHOTO_SMTP_PASSWORD_FILE", "file with the password of that user", ""}, withPassword(&c.SMTPURL, "MYPHOTO_SMTP_URL", read)},
		{Variable{"MYPHOTO_MAIL_FROM", "sender of e-mail", ""}, mailbox(&c.MailFrom)},
		{Variable{"MYPHOTO_SMS_URL", "text message gateway that speaks Kannel's `sendsms`, `https://user@host/cgi-bin/sendsms`; plain `http://` only within one machine or one closed network", ""}, account(&c.SMSURL, "MYPHOTO_SMS_PASSWORD_FILE", "http", "https")},
		{Variable{"MYPHOTO_SMS_PASSWORD_FILE", "file with the password of that user", ""}, withPassword(&c.SMSURL, "MYPHOTO_SMS_URL", read)},
		{Variable{"MYPHOTO_SMS_SENDER", "sender of text messages", "myPhoto"}, text(&c.SMSSender)},
		{Variable{"MYPHOTO_SMS_COUNTRIES", "countries to whose mobiles code numbers are sent, separated by commas; clients from elsewhere are reached by e-mail", "GR,CY"}, countries(&c.SMSCountries)},
	}
}

func policy(c *Config) []setting {
	return []setting{
		{Variable{"MYPHOTO_DAILY_SUBMISSIONS", "codes a person may try per day", "5"}, upTo(&c.DailySubmissions, 100)},
		{Variable{"MYPHOTO_PERSON_RETRIEVALS", "retrievals an application may make about one person, at once and then per hour", "60"}, upTo(&c.PersonRetrievals, 1_000_000)},
		{Variable{"MYPHOTO_PHOTOGRAPHY_KAD", "prefix of the activity codes (ΚΑΔ) of photographers", "7420"}, digits(&c.PhotographyKAD, 2, 8)},
		{Variable{"MYPHOTO_LEDGER_YEARS", "how long the bodies of ledger records, and the records of who did what, are kept", "10"}, upTo(&c.LedgerYears, 100)},
		{Variable{"MYPHOTO_CONTACT_DAYS", "how long a contact typed by a photographer is kept after delivery", "14"}, upTo(&c.ContactDays, 365)},
	}
}

func branding(c *Config) []setting {
	return []setting{
		{Variable{"MYPHOTO_SUPPORT_CONTACT", "telephone and mail for people who need help, such as `210 1234567, help@example.gr`; shown on the help and accessibility pages", ""}, support(&c.Support)},
		{Variable{"MYPHOTO_OPERATOR_NAME", "who runs the service, shown in the footer", ""}, text(&c.OperatorName)},
		{Variable{"MYPHOTO_OPERATOR_URL", "address of that link", ""}, webURL(&c.OperatorURL)},
		{Variable{"MYPHOTO_LOGO_FILE", "logo to show instead of the wordmark: PNG, JPEG or SVG, at most 1 MB", ""}, text(&c.LogoFile)},
		{Variable{"MYPHOTO_THEME", "`neutral` or `govgr` (only for those entitled to that look)", "neutral"}, oneOf(&c.Theme, "neutral", "govgr")},
	}
}

// Variables returns every setting with its meaning and default, in the order of
// the README.
func Variables() []Variable {
	list := settings(new(Config), nil)
	all := make([]Variable, 0, len(list))
	for _, s := range list {
		all = append(all, s.Variable)
	}
	return all
}
