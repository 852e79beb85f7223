package phones

import (
	"cmp"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"myphoto/internal/sandbox/charset"
)

// Kannel's answers, word for word.
const (
	accepted         = "0: Accepted for delivery"
	notRoutable      = "Not routable. Do not try again."
	unauthorised     = "Authorization failed for sendsms"
	noReceiver       = "Missing receiver number, rejected"
	noReceivers      = "Missing receiver(s) number(s), rejected" // of a POST
	emptyReceiver    = "Empty receiver number not allowed, rejected"
	deniedReceivers  = "Number(s) has/have been denied by white- and/or black-lists."
	noSender         = "Sender missing and no global set, rejected"
	badReportURL     = "DLR-URL field misformed, rejected"
	badReportMask    = "DLR-Mask field misformed, rejected"
	badCoding        = "Coding field misformed, rejected"
	badText          = "Charset or body misformed, rejected"
	badContentType   = "Invalid content-type"
	unsupportedType  = "Unsupported content-type, rejected"
	receiverAlphabet = "0123456789 \t+-"
)

// maxReceivers bounds one request.
const maxReceivers = 50

// postCharset is how Kannel reads the body of a POST that names no charset.
const postCharset = "ISO-8859-1"

// Codings of a message (the coding variable).
const (
	codingUnset = -1
	codingGSM   = 0
	codingBytes = 1
	codingUCS2  = 2
)

// refusal is an answer other than accepted.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return r.text }

func rejected(text string) error { return &refusal{http.StatusBadRequest, text} }

// submission is one sendsms request, from GET or POST.
type submission struct {
	user, password string
	from, to       string
	toGiven        bool
	post           bool
	text           []byte
	charset        string
	coding         int
	reportMask     int
	reportURL      string
}

// Refuse answers as Kannel does when no route accepts the message: permanently.
func Refuse(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusForbidden, notRoutable)
}

// ServeHTTP is /cgi-bin/sendsms.
func (n *Network) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := n.submit(r); err != nil {
		if refused, ok := errors.AsType[*refusal](err); ok {
			answer(w, refused.status, refused.text)
			return
		}
		answer(w, http.StatusBadRequest, badText)
		return
	}
	answer(w, http.StatusAccepted, accepted)
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // a client that left asks again
}

func (n *Network) submit(r *http.Request) error {
	s, err := read(r)
	if err != nil {
		return err
	}
	if !n.mayUse(s) {
		return &refusal{http.StatusForbidden, unauthorised}
	}
	text, receivers, err := s.check()
	if err != nil {
		return err
	}
	for _, to := range receivers {
		m := n.Deliver(s.from, to, text)
		n.report(s, m)
	}
	return nil
}

func (n *Network) mayUse(s submission) bool {
	if n.c.User == "" {
		return true
	}
	user := subtle.ConstantTimeCompare([]byte(s.user), []byte(n.c.User))
	password := subtle.ConstantTimeCompare([]byte(s.password), []byte(n.c.Password))
	return user&password == 1
}

func read(r *http.Request) (submission, error) {
	if r.Method == http.MethodPost {
		return readPost(r)
	}
	q, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return submission{}, rejected(badText)
	}
	return submission{
		user:     first(q, "username", "user"),
		password: first(q, "password", "pass"),
		from:     q.Get("from"), to: q.Get("to"), toGiven: q.Has("to"),
		text: []byte(q.Get("text")), charset: q.Get("charset"),
		coding:     number(q.Get("coding"), codingUnset),
		reportMask: number(first(q, "dlr-mask", "dlrmask"), 0),
		reportURL:  first(q, "dlr-url", "dlrurl"),
	}, nil
}

func readPost(r *http.Request) (submission, error) {
	kind, named := contentType(r.Header.Get("Content-Type"))
	switch kind {
	case "", "text/plain", "application/octet-stream":
	case "text/html", "text/xml":
		return submission{}, &refusal{http.StatusUnsupportedMediaType, unsupportedType}
	default:
		return submission{}, rejected(badContentType)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return submission{}, rejected(badText)
	}
	h := r.Header
	s := submission{
		user: h.Get("X-Kannel-Username"), password: h.Get("X-Kannel-Password"),
		from: h.Get("X-Kannel-From"), to: h.Get("X-Kannel-To"), toGiven: len(h.Values("X-Kannel-To")) > 0,
		post: true, text: body, charset: cmp.Or(named, postCharset),
		coding:     number(h.Get("X-Kannel-Coding"), codingUnset),
		reportMask: number(h.Get("X-Kannel-DLR-Mask"), 0),
		reportURL:  h.Get("X-Kannel-DLR-Url"),
	}
	if s.coding == codingUnset && kind == "application/octet-stream" {
		s.coding = codingBytes
	}
	return s, nil
}

// contentType returns the media type and its charset. Kannel does not mind
// parameters that are none.
func contentType(header string) (kind, named string) {
	kind, params, err := mime.ParseMediaType(header)
	if err != nil {
		kind, _, _ = strings.Cut(header, ";")
		return strings.ToLower(strings.TrimSpace(kind)), ""
	}
	return kind, params["charset"]
}

// check returns the text as it will arrive, and the receivers.
func (s submission) check() (string, []string, error) {
	receivers, err := s.receivers()
	if err != nil {
		return "", nil, err
	}
	if s.from == "" {
		return "", nil, rejected(noSender)
	}
	if s.reportURL != "" && !isWebAddress(s.reportURL) {
		return "", nil, rejected(badReportURL)
	}
	if s.reportMask < 0 {
		return "", nil, rejected(badReportMask)
	}
	text, err := s.arriving()
	return text, receivers, err
}

func (s submission) receivers() ([]string, error) {
	switch {
	case !s.toGiven && s.post:
		return nil, rejected(noReceivers)
	case !s.toGiven:
		return nil, rejected(noReceiver)
	case s.to == "":
		return nil, rejected(emptyReceiver)
	}
	words := strings.Fields(s.to)
	if len(words) == 0 || len(words) > maxReceivers || strings.Trim(s.to, receiverAlphabet) != "" {
		return nil, rejected(deniedReceivers)
	}
	return words, nil
}

func (s submission) arriving() (string, error) {
	name := s.charset
	switch s.coding {
	case codingUnset, codingGSM:
		if name == "" {
			name = "UTF-8"
		}
		text, ok := charset.Decode(name, s.text)
		if !ok && isUTF8(name) {
			text, ok = strings.ToValidUTF8(string(s.text), "?"), true
		}
		if !ok {
			return "", rejected(badText)
		}
		return asGSM(text), nil
	case codingBytes:
		return hex.EncodeToString(s.text), nil
	case codingUCS2:
		if name == "" {
			name = "UTF-16BE"
		}
		text, ok := charset.Decode(name, s.text)
		if !ok {
			return "", rejected(badText)
		}
		return text, nil
	}
	return "", rejected(badCoding)
}

func isUTF8(charset string) bool {
	return strings.EqualFold(charset, "UTF-8") || strings.EqualFold(charset, "UTF8")
}

func isWebAddress(s string) bool {
	scheme, rest, found := strings.Cut(s, "://")
	return found && rest != "" && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// first returns the first of several spellings of a variable that was given.
func first(q url.Values, names ...string) string {
	for _, name := range names {
		if q.Has(name) {
			return q.Get(name)
		}
	}
	return ""
}

// number parses a variable like C's sscanf("%d"): anything else counts as unset.
func number(s string, unset int) int {
	v, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return unset
	}
	return v
}
