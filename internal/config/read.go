package config

import (
	"errors"
	"fmt"
	"strings"
)

const prefix = "MYPHOTO_"

// Read takes the settings from environ (NAME=value, as os.Environ gives them)
// and the secrets from the files it names. The error joins every fault, one
// line each, and repeats no value; the Config is then what could be read. An
// empty value counts as not set.
func Read(environ []string, readFile func(path string) ([]byte, error)) (Config, error) {
	given := ownVariables(environ)
	var c Config
	var faults []error
	for _, s := range settings(&c, readFile) {
		value := given[s.Name]
		delete(given, s.Name)
		if value == "" {
			value = s.Default
		}
		if value == "" {
			continue
		}
		if err := parseBounded(s, value); err != nil {
			faults = append(faults, fmt.Errorf("%s %w", s.Name, err))
		}
	}
	faults = append(faults, unknown(environ, given)...)
	faults = append(faults, checkPairs(c)...)
	return c, errors.Join(faults...)
}

// Require gives a fault for each of the named variables that is not set in
// environ: each command needs other ones.
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

// unknown reports, in the order of environ, the names that no setting took.
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

// checkPairs checks what only makes sense in pairs.
func checkPairs(c Config) []error {
	if (c.TLSCertFile == "") != (c.TLSKeyFile == "") {
		return []error{errors.New("MYPHOTO_TLS_CERT_FILE and MYPHOTO_TLS_KEY_FILE must be set together")}
	}
	return nil
}

// secretFile reads a secret from the file that the value names; line ends at
// its end are the editor's and do not count.
func secretFile(to *Secret, read fileReader) parser {
	return func(path string) error {
		raw, err := read(path)
		if err != nil {
			return errors.New("must name a file that can be read")
		}
		if len(raw) > maxSecretBytes {
			return fmt.Errorf("must name a file of at most %d bytes", maxSecretBytes)
		}
		secret := NewSecret(strings.TrimRight(string(raw), "\r\n"))
		if !secret.Known() {
			return errors.New("must name a file that is not empty")
		}
		*to = secret
		return nil
	}
}
