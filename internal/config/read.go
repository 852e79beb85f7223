package config

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const prefix = "MYPHOTO_"

// Read reads the settings from environ (NAME=value, as os.Environ returns them)
// and the secrets from the files that it names. The error joins all faults, one
// line each, and repeats no value; the Config then contains what could be read.
// An empty value counts as not set.
func Read(environ []string, readFile func(path string) ([]byte, error)) (Config, error) {
	return ReadSome(environ, readFile, nil)
}

// ReadSome is [Read] for a command that uses only the named settings; nil names
// mean all. The others keep their zero value and may be at fault: who maintains a
// database need not know the password of the mail server.
func ReadSome(environ []string, readFile func(path string) ([]byte, error), names []string) (Config, error) {
	given := ownVariables(environ)
	var c Config
	var faults []error
	set, faulty := map[string]bool{}, map[string]bool{}
	for _, s := range settings(&c, readFile) {
		value := given[s.Name]
		set[s.Name] = value != ""
		delete(given, s.Name)
		if names != nil && !slices.Contains(names, s.Name) {
			continue
		}
		if value == "" {
			value = s.Default
		}
		if value == "" {
			continue
		}
		err := parseBounded(s, value)
		if lacks, ok := errors.AsType[noUser](err); ok && faulty[lacks.address] {
			continue // the address is at fault: nobody knows whether it has a user
		}
		if err != nil {
			faulty[s.Name] = true
			faults = append(faults, fmt.Errorf("%s %w", s.Name, err))
		}
	}
	faults = append(faults, unknown(environ, given)...)
	faults = append(faults, checkPairs(c, set)...)
	return c, errors.Join(faults...)
}

// Require returns an error that names each of the variables that is not set in
// environ, one line each: every command needs different ones.
func Require(environ []string, names ...string) error {
	given := ownVariables(environ)
	var faults []error
	for _, name := range names {
		if given[name] == "" {
			faults = append(faults, fmt.Errorf("%s must be set", name))
		}
	}
	return errors.Join(faults...)
}

func ownVariables(environ []string) map[string]string {
	given := map[string]string{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, prefix) {
			given[name] = value
		}
	}
	return given
}

func parseBounded(s setting, value string) error {
	if len(value) > maxValueBytes {
		return fmt.Errorf("must be at most %d bytes", maxValueBytes)
	}
	return s.parse(value)
}

// unknown returns a fault for each name that no setting has, in the order of
// environ.
func unknown(environ []string, left map[string]string) []error {
	var faults []error
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		if _, ok := left[name]; ok {
			faults = append(faults, fmt.Errorf("%s is not a setting of this version", name))
			delete(left, name)
		}
	}
	return faults
}

// checkPairs checks settings that need each other. A user without a password
// would be left out without a word.
func checkPairs(c Config, given map[string]bool) []error {
	var faults []error
	if (c.TLSCertFile == "") != (c.TLSKeyFile == "") {
		faults = append(faults, errors.New("MYPHOTO_TLS_CERT_FILE and MYPHOTO_TLS_KEY_FILE must be set together"))
	}
	whole := given["MYPHOTO_CUSTODY_URL"] && given["MYPHOTO_CUSTODY_USER"] && given["MYPHOTO_CUSTODY_PASSWORD_FILE"]
	if c.Custody != (Register{}) && !whole {
		faults = append(faults, errors.New("MYPHOTO_CUSTODY_URL, MYPHOTO_CUSTODY_USER and MYPHOTO_CUSTODY_PASSWORD_FILE must be set together"))
	}
	for name, address := range map[string]Secret{"MYPHOTO_SMTP": c.SMTPURL, "MYPHOTO_SMS": c.SMSURL} {
		u, err := url.Parse(address.Reveal())
		if err != nil || u.User.Username() == "" || given[name+"_PASSWORD_FILE"] {
			continue
		}
		faults = append(faults, fmt.Errorf("%s_PASSWORD_FILE must be set: %[1]s_URL names a user", name))
	}
	return append(faults, checkPublicURL(c))
}

// checkPublicURL returns an error for an address without TLS that is not of this
// machine.
func checkPublicURL(c Config) error {
	switch {
	case c.PublicURL == nil || c.PublicURL.Scheme == "https":
	case c.TLSCertFile != "":
		return errors.New("MYPHOTO_PUBLIC_URL must begin with https://, since MYPHOTO_TLS_CERT_FILE is set")
	case !isLoopback(c.PublicURL.Hostname()):
		return errors.New("MYPHOTO_PUBLIC_URL must begin with https:// (http:// only for localhost)")
	}
	return nil
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// secretFile reads a secret from the file that the value names, without the line
// end that an editor adds.
func secretFile(to *Secret, read fileReader) parser {
	return func(path string) error {
		raw, err := read(path)
		if err != nil {
			return fmt.Errorf("must name a file that can be read: %w", withoutPath(err))
		}
		if len(raw) > maxSecretBytes {
			return fmt.Errorf("must name a file of at most %d bytes", maxSecretBytes)
		}
		secret := strings.TrimRight(string(raw), "\r\n")
		switch {
		case strings.TrimSpace(secret) == "":
			return errors.New("must name a file that is not empty")
		case strings.HasPrefix(secret, byteOrderMark) || !utf8.ValidString(secret) || strings.ContainsFunc(secret, unicode.IsControl):
			return errors.New("must name a file with one line of text in UTF-8, without a byte order mark")
		}
		*to = NewSecret(secret)
		return nil
	}
}

const byteOrderMark = "\ufeff"
