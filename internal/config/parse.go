package config

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A parser stores the parsed value in its target, or returns an error that says
// what is expected. The error never repeats the value, which may contain a
// password.
type parser func(value string) error

const (
	maxValueBytes  = 4096
	maxSecretBytes = 64 << 10
)

func text(to *string) parser {
	return func(value string) error {
		if strings.ContainsAny(value, "\r\n\x00") {
			return errors.New("must be one line")
		}
		*to = value
		return nil
	}
}

func hostPort(to *string) parser {
	return func(value string) error {
		_, port, err := net.SplitHostPort(value)
		if err != nil || !isPort(port) {
			return errors.New("must be host:port, such as 127.0.0.1:8080")
		}
		*to = value
		return nil
	}
}

func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

// checkHost returns an error for an address without a host, or with a port that no
// machine has.
func checkHost(u *url.URL) error {
	_, port, given := strings.Cut(strings.TrimPrefix(u.Host, "["+u.Hostname()+"]"), ":")
	switch {
	case u.Hostname() == "":
		return errors.New("must be an address with a host")
	case given && (!isPort(port) || strings.Trim(port, "0") == ""):
		return errors.New("must be an address with a port from 1 to 65535, or none")
	}
	return nil
}

// checkPlain returns an error for an address with a query or a fragment.
func checkPlain(u *url.URL, value string) error {
	if u.ForceQuery || u.RawQuery != "" || strings.Contains(value, "#") {
		return errors.New("must be an address without query or fragment")
	}
	return nil
}

// webURL parses an http or https address without password, query or fragment.
func webURL(to **url.URL) parser {
	return func(value string) error {
		u, err := url.Parse(value)
		if err != nil || !slices.Contains([]string{"http", "https"}, u.Scheme) || u.Host == "" {
			return errors.New("must be an http:// or https:// address")
		}
		if u.User != nil {
			return errors.New("must be an address without password, query or fragment")
		}
		if err := cmp.Or(checkHost(u), checkPlain(u, value)); err != nil {
			return err
		}
		*to = u
		return nil
	}
}

// secureURL parses the address of a system that is told secrets: https, but on this
// machine.
func secureURL(to **url.URL) parser {
	return func(value string) error {
		var u *url.URL
		if err := webURL(&u)(value); err != nil {
			return err
		}
		if u.Scheme != "https" && !isLoopback(u.Hostname()) {
			return errors.New("must begin with https:// (http:// only for localhost)")
		}
		*to = u
		return nil
	}
}

// word parses a name that has no blanks; quotation marks are those of a file of
// settings, which not everything that reads one takes away.
func word(to *string) parser {
	return func(value string) error {
		odd := func(r rune) bool {
			return !unicode.IsGraphic(r) || unicode.IsSpace(r) || strings.ContainsRune("\"'`", r)
		}
		if strings.ContainsFunc(value, odd) {
			return errors.New("must be without blanks and quotation marks")
		}
		*to = value
		return nil
	}
}

// absolute checks an absolute URI, which names something and need not be an
// address.
func absolute(to *string) parser {
	return func(value string) error {
		if u, err := url.Parse(value); err != nil || !u.IsAbs() {
			return errors.New("must be an absolute URI, such as http://example.gr/ns")
		}
		*to = value
		return nil
	}
}

// origin parses a web address without a path.
func origin(to **url.URL) parser {
	return func(value string) error {
		var u *url.URL
		if err := webURL(&u)(value); err != nil {
			return err
		}
		if strings.Trim(u.Path, "/") != "" {
			return errors.New("must be an address without a path: the service lives at the root of its host")
		}
		if len(u.Host) > MaxHost || strings.IndexFunc(u.Host, notASCII) >= 0 {
			return fmt.Errorf("must have a host of at most %d ASCII characters (xn--… for Greek ones): text messages name it", MaxHost)
		}
		u.Path = ""
		*to = u
		return nil
	}
}

func notASCII(r rune) bool { return r > unicode.MaxASCII }

// account parses an address of one of the schemes, perhaps with a user name. Its
// password is in a file of its own: addresses are printed, and everybody on the
// machine can read the environment of a process in more places than one.
func account(to *Secret, passwordFile string, schemes ...string) parser {
	return func(value string) error {
		u, err := url.Parse(value)
		if err != nil || !slices.Contains(schemes, u.Scheme) || u.Host == "" {
			return errors.New("must be an address that begins with " + strings.Join(schemes, ":// or ") + "://")
		}
		if _, given := u.User.Password(); given || u.Query().Has("password") {
			return errors.New("must not contain a password: write it to a file and name that file in " + passwordFile)
		}
		if err := checkHost(u); err != nil {
			return err
		}
		*to = NewSecret(value)
		return nil
	}
}

// withPassword adds the password of a file to the address that was read before.
func withPassword(to *Secret, address string, read fileReader) parser {
	return func(path string) error {
		u, err := url.Parse(to.Reveal())
		if err != nil || u.User.Username() == "" {
			return noUser{address}
		}
		var password Secret
		if err := secretFile(&password, read)(path); err != nil {
			return err
		}
		u.User = url.UserPassword(u.User.Username(), password.Reveal())
		*to = NewSecret(u.String())
		return nil
	}
}

// noUser means that a password has no user, in the setting that has the address.
type noUser struct{ address string }

// Error returns what is missing where.
func (f noUser) Error() string {
	return "needs a user name in " + f.address + ", such as scheme://user@host"
}

func database(to *Secret, passwordFile string) parser {
	return func(value string) error {
		if path, ok := strings.CutPrefix(value, "sqlite:"); ok && path != "" {
			if strings.Contains(path, "?") || strings.HasPrefix(path, ":") {
				return errors.New("must be sqlite:PATH of a file, without parameters")
			}
			*to = NewSecret("sqlite:" + filepath.Clean(path))
			return nil
		}
		err := account(to, passwordFile, "postgres", "postgresql")(value)
		if u, broken := url.Parse(value); broken != nil || !strings.HasPrefix(u.Scheme, "postgres") {
			return errors.New("must be sqlite:PATH or postgres://…")
		}
		return err
	}
}

// countries parses ISO 3166-1 codes separated by commas.
func countries(to *[]string) parser {
	return func(value string) error {
		var all []string
		for one := range strings.SplitSeq(value, ",") {
			one = strings.TrimSpace(one)
			if len(one) != 2 || strings.Trim(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
				return errors.New("must be codes of countries separated by commas, such as GR, CY")
			}
			all = append(all, one)
		}
		*to = all
		return nil
	}
}

// files parses the address of a folder. It is cleaned: what lies beside the folder is
// found by its path.
func files(to *string) parser {
	return func(value string) error {
		if path, ok := strings.CutPrefix(value, "file:"); ok && path != "" {
			*to = "file:" + filepath.Clean(path)
			return nil
		}
		if u, err := url.Parse(value); err != nil || u.Scheme != "s3" || u.Host == "" || u.User != nil {
			return errors.New("must be file:PATH or s3://bucket?endpoint=…&region=…")
		}
		*to = value
		return nil
	}
}

func keyFile(to *string) parser {
	return func(value string) error {
		if path, ok := strings.CutPrefix(value, "file:"); !ok || path == "" {
			return errors.New("must be file:PATH")
		}
		*to = value
		return nil
	}
}

func oneOf(to *string, choices ...string) parser {
	return func(value string) error {
		if !slices.Contains(choices, value) {
			return errors.New("must be one of " + strings.Join(choices, ", "))
		}
		*to = value
		return nil
	}
}

// upTo accepts 1 to max.
func upTo(to *int, max int) parser {
	return func(value string) error {
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > max {
			return errors.New("must be a whole number from 1 to " + strconv.Itoa(max))
		}
		*to = n
		return nil
	}
}

func digits(to *string, min, max int) parser {
	return func(value string) error {
		if len(value) < min || len(value) > max || strings.Trim(value, "0123456789") != "" {
			return errors.New("must be " + strconv.Itoa(min) + " to " + strconv.Itoa(max) + " digits")
		}
		*to = value
		return nil
	}
}

func mailbox(to *string) parser {
	return func(value string) error {
		if _, err := mail.ParseAddress(value); err != nil {
			return errors.New("must be a mail address, such as myPhoto <no-reply@example.gr>")
		}
		*to = value
		return nil
	}
}

// support parses a telephone number and a mail address, separated by a comma.
func support(to *Support) parser {
	return func(value string) error {
		phone, address, _ := strings.Cut(value, ",")
		phone, address = strings.TrimSpace(phone), strings.TrimSpace(address)
		parsed, err := mail.ParseAddress(address)
		if err != nil || parsed.Address != address || !isPhone(phone) {
			return errors.New("must be a telephone number and a mail address, such as 210 1234567, help@example.gr")
		}
		*to = Support{Phone: phone, Mail: address}
		return nil
	}
}

// isPhone reports whether text is a telephone number of 3 to 15 digits (ITU-T
// E.164), perhaps with a plus sign and spaces.
func isPhone(text string) bool {
	digits := strings.ReplaceAll(strings.TrimPrefix(text, "+"), " ", "")
	return len(digits) >= 3 && len(digits) <= 15 && strings.Trim(digits, "0123456789") == ""
}

// networks parses addresses and prefixes separated by commas.
func networks(to *[]netip.Prefix) parser {
	return func(value string) error {
		var all []netip.Prefix
		for one := range strings.SplitSeq(value, ",") {
			one = strings.TrimSpace(one)
			prefix, err := netip.ParsePrefix(one)
			if addr, addrErr := netip.ParseAddr(one); err != nil && addrErr == nil {
				prefix, err = addr.Prefix(addr.BitLen())
			}
			if err != nil {
				return errors.New("must be addresses or prefixes separated by commas, such as 10.0.0.1, 10.1.0.0/16")
			}
			if tooWide(prefix) {
				return errors.New("must be prefixes of the proxies' own network, of /8 or longer: everybody else could claim any address")
			}
			all = append(all, prefix.Masked())
		}
		*to = all
		return nil
	}
}

// tooWide reports whether a prefix has more than a private network could have
// (10.0.0.0/8, fc00::/7), or is of IPv4 in the form of IPv6.
func tooWide(p netip.Prefix) bool {
	least := 7
	if p.Addr().Is4() {
		least = 8
	}
	return p.Bits() < least || p.Addr().Is4In6()
}
