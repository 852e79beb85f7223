package custody

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"myphoto/internal/photo"
	"myphoto/internal/registry"
)

// Config is the address under which both services lie, and our credentials for them.
type Config struct {
	URL      string // …/esb; custodyRestService/getCustody and amkaRestService/getPerson are added
	User     string // without a colon
	Password string
	Now      func() time.Time // no one is born after it
	HTTP     *http.Client     // nil: a client with the system's certificates
}

// Register is the custody register and the ΑΜΚΑ register.
type Register struct {
	custody, people *registry.Client
	authorization   string
	now             func() time.Time
}

var (
	_ registry.Custody = (*Register)(nil)
	_ registry.People  = (*Register)(nil)
)

// New checks the configuration; it sends nothing.
func New(c Config) (*Register, error) {
	base := strings.TrimRight(c.URL, "/")
	first, err := registry.NewClient(base+"/custodyRestService/getCustody", c.HTTP)
	if err != nil {
		return nil, fmt.Errorf("custody %w", err)
	}
	second, err := registry.NewClient(base+"/amkaRestService/getPerson", c.HTTP)
	if err != nil {
		return nil, fmt.Errorf("custody %w", err)
	}
	if c.User == "" || c.Password == "" || strings.Contains(c.User, ":") {
		return nil, errors.New("custody register: user or password missing, or the user has a colon")
	}
	credentials := base64.StdEncoding.EncodeToString([]byte(c.User + ":" + c.Password))
	return &Register{custody: first, people: second, authorization: "Basic " + credentials, now: c.Now}, nil
}

type custodyQuestion struct {
	Audit auditRecord `json:"auditRecord"`
	Input numbers     `json:"getCustodyInputRecord"`
}

type personQuestion struct {
	Audit auditRecord `json:"auditRecord"`
	Input numbers     `json:"getPersonInputRecord"`
}

type numbers struct {
	AFM    string `json:"afm,omitempty"`
	AMKA   string `json:"amka,omitempty"`
	PAAYPA string `json:"paaypa,omitempty"`
}

type auditRecord struct {
	TransactionID   string `json:"auditTransactionId"`
	TransactionDate string `json:"auditTransactionDate"`
	Unit            string `json:"auditUnit"`
	Protocol        string `json:"auditProtocol"`
	UserID          string `json:"auditUserId"`
	UserIP          string `json:"auditUserIp"`
}

func recordOf(a registry.Audit) auditRecord {
	return auditRecord{a.TransactionID, a.At.UTC().Format("2006-01-02T15:04:05Z"), a.Unit, a.Protocol, a.UserID, a.UserIP}
}

// Custody returns what the adult is to the child.
func (r *Register) Custody(ctx context.Context, q registry.CustodyQuestion, a registry.Audit) (registry.CustodyKind, error) {
	if q.AFM == "" || (q.AMKA == "") == (q.PAAYPA == "") || !a.Complete() {
		return registry.CustodyNone, fmt.Errorf("ask custody register: incomplete question: %w", registry.Unavailable())
	}
	said, err := r.ask(ctx, r.custody, custodyQuestion{recordOf(a), numbersOf(q.AMKA, q.PAAYPA, q.AFM)})
	if err != nil {
		return registry.CustodyNone, fmt.Errorf("ask custody register: %w", err)
	}
	kind, err := readCustody(said)
	if err != nil {
		return registry.CustodyNone, fmt.Errorf("read answer of custody register: %w", err)
	}
	return kind, nil
}

// Person returns the person with the number.
func (r *Register) Person(ctx context.Context, number registry.PersonNumber, a registry.Audit) (registry.RegisteredPerson, error) {
	given := 0
	for _, one := range []string{number.AMKA.Digits(), number.PAAYPA.Number(), number.AFM.Digits()} {
		if one != "" {
			given++
		}
	}
	if given != 1 || !a.Complete() {
		return registry.RegisteredPerson{}, fmt.Errorf("ask ΑΜΚΑ register: incomplete question: %w", registry.Unavailable())
	}
	said, err := r.ask(ctx, r.people, personQuestion{recordOf(a), numbersOf(number.AMKA, number.PAAYPA, number.AFM)})
	if err != nil {
		return registry.RegisteredPerson{}, fmt.Errorf("ask ΑΜΚΑ register: %w", err)
	}
	found, err := readPerson(said, number, r.now())
	if err != nil {
		return registry.RegisteredPerson{}, fmt.Errorf("read answer of ΑΜΚΑ register: %w", err)
	}
	return found, nil
}

func numbersOf(amka photo.AMKA, paaypa photo.PAAYPA, afm photo.TaxID) numbers {
	return numbers{AFM: afm.Digits(), AMKA: amka.Digits(), PAAYPA: paaypa.Number()}
}

func (r *Register) ask(ctx context.Context, client *registry.Client, question any) ([]byte, error) {
	body, err := json.Marshal(question)
	if err != nil {
		return nil, fmt.Errorf("question cannot be written: %w", registry.Unavailable())
	}
	header := http.Header{
		"Content-Type": {"application/json; charset=utf-8"}, "Accept": {"application/json"}, "Authorization": {r.authorization},
	}
	return client.Post(ctx, header, body)
}
