package contacts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
)

// Config is the address of the operation and our credentials there. The
// interoperability centre issues separate credentials for each service.
type Config struct {
	URL      string // of the operation, …/getNncIdentityExt
	User     string
	Password string
	HTTP     *http.Client // nil: a client with the system's certificates
}

// Register is the National Contact Register.
type Register struct {
	client *registry.Client
	header http.Header
}

var _ registry.Contacts = (*Register)(nil)

// New checks the configuration; it sends nothing.
func New(c Config) (*Register, error) {
	client, err := registry.NewClient(c.URL, c.HTTP)
	if err != nil {
		return nil, fmt.Errorf("contact register: %w", err)
	}
	if c.User == "" || c.Password == "" {
		return nil, errors.New("contact register: user or password missing")
	}
	head := http.Request{Header: http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}}}
	head.SetBasicAuth(c.User, c.Password)
	return &Register{client: client, header: head.Header}, nil
}

type question struct {
	Audit auditRecord `json:"auditRecord"`
	Input struct {
		AFM string `json:"afm"`
	} `json:"getNncIdentityExtInputRecord"`
}

type auditRecord struct {
	TransactionID   string `json:"auditTransactionId"`
	TransactionDate string `json:"auditTransactionDate"`
	Unit            string `json:"auditUnit"`
	Protocol        string `json:"auditProtocol"`
	UserID          string `json:"auditUserId"`
	UserIP          string `json:"auditUserIp"`
}

type answer struct {
	Output *struct {
		Mobile string `json:"mobile"`
		Email  string `json:"email"`
	} `json:"getNncIdentityExtOutputRecord"`
	Call  *json.RawMessage `json:"callSequenceId"`
	Error *struct {
		Code string `json:"errorCode"`
	} `json:"errorRecord"`
}

// Contact returns the confirmed contacts of the person.
func (r *Register) Contact(ctx context.Context, afm string, a registry.Audit) (registry.Contact, error) {
	q := question{Audit: auditRecord{
		TransactionID:   a.TransactionID,
		TransactionDate: a.At.UTC().Format("2006-01-02T15:04:05Z"),
		Unit:            a.Unit,
		Protocol:        a.Protocol,
		UserID:          a.UserID,
		UserIP:          a.UserIP,
	}}
	q.Input.AFM = afm
	body, err := json.Marshal(q)
	if err != nil {
		return registry.Contact{}, errors.New("write question to the contact register")
	}
	said, err := r.client.Post(ctx, r.header, body)
	if err != nil {
		return registry.Contact{}, fmt.Errorf("ask contact register: %w", err)
	}
	contact, err := read(said)
	if err != nil {
		return registry.Contact{}, fmt.Errorf("read answer of contact register: %w", err)
	}
	return contact, nil
}

// read distinguishes "no entry" (the empty Contact) from "could not be asked".
// Mistaking the second for the first would tell people to register a number
// that they have already registered.
func read(body []byte) (registry.Contact, error) {
	var said answer
	if err := json.Unmarshal(body, &said); err != nil {
		return registry.Contact{}, fmt.Errorf("not the expected JSON: %w", registry.Unavailable())
	}
	if said.Error != nil && strings.TrimSpace(said.Error.Code) != "" {
		return registry.Contact{}, refusal(strings.TrimSpace(said.Error.Code))
	}
	switch {
	case said.Output == nil && said.Call != nil: // a numbered answer without a record: no entry
		return registry.Contact{}, nil
	case said.Output == nil:
		return registry.Contact{}, fmt.Errorf("no output record: %w", registry.Unavailable())
	}
	email, fault := photo.ParseEmail(said.Output.Email)
	if fault != nil {
		email = ""
	}
	return registry.Contact{Mobile: mobile(said.Output.Mobile), Email: email.Address()}, nil
}

var wellFormed = regexp.MustCompile(`^[A-Z][A-Z0-9_]{0,63}$`)

// refusal repeats the code of the register if it has the form of one. The codes
// are not published; those that end in NOT_FOUND or _NF mean that there is no
// entry, for which it returns nil.
func refusal(code string) error {
	if !wellFormed.MatchString(code) {
		return fmt.Errorf("unknown error: %w", registry.Unavailable())
	}
	if strings.HasSuffix(code, "NOT_FOUND") || strings.HasSuffix(code, "_NF") {
		return nil
	}
	return fmt.Errorf("%s: %w", code, registry.Unavailable())
}

var e164 = regexp.MustCompile(`^\+[1-9][0-9]{7,14}$`)

// mobile returns the number in E.164 form, or the empty string when it is not
// certain that it can be called. People may confirm foreign numbers at a
// consulate, so a number with the code of another country is accepted; a Greek
// number must be a mobile number.
func mobile(s string) string {
	if greek, fault := photo.ParseMobile(s); fault == nil {
		return greek.E164()
	}
	s = strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "").Replace(s)
	if rest, ok := strings.CutPrefix(s, "00"); ok {
		s = "+" + rest
	}
	if strings.HasPrefix(s, "+30") || !e164.MatchString(s) {
		return ""
	}
	return s
}
