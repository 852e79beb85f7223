package config

import (
	"net/netip"
	"net/url"
)

// Config holds every setting of `serve`. The legal periods of retention are
// not settings and are not here.
type Config struct {
	Listen         string         // host:port of the public door
	PublicURL      *url.URL       // how the outside reaches it, without a path; nil when not set
	TrustedProxies []netip.Prefix // peers whose forwarding headers count
	TLSCertFile    string         // PEM chain; empty together with TLSKeyFile when a proxy ends TLS
	TLSKeyFile     string         // PEM private key
	AdminListen    string         // host:port for health, metrics and profiles

	DatabaseURL Secret // sqlite:PATH or postgres://…; may carry a password
	FilesURL    string // file:PATH or s3://bucket?…
	MasterKey   string // file:PATH
	HashKeys    string // file:PATH; empty when not set

	Login     Login
	Officials Login // OTP is not used: the office's provider decides

	Contacts         Register
	BusinessRegister Register
	Custody          Register

	SMTPURL   Secret // smtp://… or smtps://…; may carry a password
	MailFrom  string // address that messages come from
	SMSURL    Secret // a Kannel sendsms address; may carry a password
	SMSSender string // name or number that text messages come from

	DailySubmissions int    // codes a citizen may try per Athens day
	PhotographyKAD   string // prefix of the activity codes of photographers, digits only
	LedgerYears      int    // how long bodies of ledger records live
	ContactDays      int    // how long a typed contact lives after delivery

	OperatorName string
	OperatorURL  *url.URL // nil when not set
	LogoFile     string
	Theme        string // neutral or govgr
}

// Login says how one identity provider is reached.
type Login struct {
	URL          *url.URL // base of the provider; nil when not set
	ClientID     string
	ClientSecret Secret
	OTP          string // app: the service sends the code itself; provider: it was asked at sign-in
}

// Register says how one public register is reached.
type Register struct {
	URL      *url.URL // nil when not set
	User     string
	Password Secret
}
