package config

import (
	"net/netip"
	"net/url"
)

// MaxHost is the length of the longest host, with its port, at which the service
// may be reached: text messages name it and stay one part.
const MaxHost = 80

// Config holds every setting of `serve`. The legal retention periods are not
// settings.
type Config struct {
	Listen         string         // host:port of the public server
	PublicURL      *url.URL       // address of the public server for the outside, without a path; nil when not set
	TrustedProxies []netip.Prefix // peers whose forwarding headers count
	TLSCertFile    string         // PEM chain; empty, like TLSKeyFile, when a proxy terminates TLS
	TLSKeyFile     string         // PEM private key
	AdminListen    string         // host:port for health, metrics and profiles

	DatabaseURL Secret // sqlite:PATH or postgres://…, with the password of its file
	FilesURL    string // file:PATH or s3://bucket?…
	MasterKey   string // file:PATH
	HashKeys    string // file:PATH; empty when not set

	Login Login

	Contacts          Register
	ContactsNamespace string // of the body of its messages
	BusinessRegister  Register
	Custody           Register // of custody, and the ΑΜΚΑ register; both lie under one address

	SMTPURL      Secret   // smtp://… or smtps://…, with the password of its file
	MailFrom     string   // sender of e-mail
	SMSURL       Secret   // a Kannel sendsms address, with the password of its file
	SMSSender    string   // sender of text messages, a name or a number
	SMSCountries []string // ISO 3166-1 codes of the countries to which text messages are sent

	DailySubmissions int    // codes that a citizen may try per day in Athens
	PersonRetrievals int    // retrievals of one application about one person, at once and then per hour
	PhotographyKAD   string // prefix of the activity codes of photographers, digits only
	LedgerYears      int    // retention of the bodies of ledger records
	ContactDays      int    // retention of a typed contact after delivery

	Support      Support // whom people can call and write to
	OperatorName string
	OperatorURL  *url.URL // nil when not set
	LogoFile     string
	Theme        string // neutral or govgr
}

// Login configures an identity provider.
type Login struct {
	URL          *url.URL // base address; nil when not set
	ClientID     string
	ClientSecret Secret
	OTP          string // app: the service sends the code; provider: the provider asked for one at sign-in
}

// Support is where people get help; both are empty when not set.
type Support struct {
	Phone string // as it is shown
	Mail  string // an e-mail address
}

// Register configures a public register.
type Register struct {
	URL      *url.URL // nil when not set
	User     string
	Password Secret
}
