package api

import (
	"encoding/json"
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/service"
)

type subjectBody struct {
	AFM    *string `json:"afm"`
	AMKA   *string `json:"amka"`
	PAAYPA *string `json:"paaypa"`
}

// auditBody holds the six fields of the interoperability centre, all required.
type auditBody struct {
	TransactionID   string `json:"transaction_id"`
	TransactionDate string `json:"transaction_date"`
	Unit            string `json:"unit"`
	Protocol        string `json:"protocol"`
	UserID          string `json:"user_id"`
	UserIP          string `json:"user_ip"`
}

type retrievalBody struct {
	Subject subjectBody `json:"subject"`
	Items   []string    `json:"items"`
	Purpose string      `json:"purpose"`
	Case    string      `json:"case"`
	Audit   auditBody   `json:"audit"`
}

// check turns what was sent into a request for the desk, or tells every field
// that breaks a rule.
func (b retrievalBody) check() (service.RetrievalRequest, error) {
	c := &checks{}
	c.subject(b.Subject)
	items := c.items("items", b.Items)
	c.text("purpose", b.Purpose, maxShort)
	c.text("case", b.Case, maxShort)
	c.text("audit.transaction_id", b.Audit.TransactionID, maxShort)
	c.time("audit.transaction_date", b.Audit.TransactionDate)
	c.text("audit.unit", b.Audit.Unit, maxUnit)
	c.text("audit.protocol", b.Audit.Protocol, maxShort)
	c.text("audit.user_id", b.Audit.UserID, maxShort)
	c.address("audit.user_ip", b.Audit.UserIP)
	return service.RetrievalRequest{
		TaxID:   orEmpty(b.Subject.AFM),
		AMKA:    orEmpty(b.Subject.AMKA),
		PAAYPA:  orEmpty(b.Subject.PAAYPA),
		Items:   items,
		Purpose: b.Purpose,
		Case:    b.Case,
		Audit:   service.Audit(b.Audit),
	}, c.err()
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

type retrievedItem struct {
	Item      photo.Item `json:"item"`
	MediaType string     `json:"media_type"`
	Width     int        `json:"width"`
	Height    int        `json:"height"`
	Bytes     int64      `json:"bytes"`
	SHA256    string     `json:"sha256"`
	Href      string     `json:"href"`
}

type retrievalReply struct {
	ID           photo.RetrievalID `json:"id"`
	Grant        photo.GrantID     `json:"grant"`
	RetrievedAt  *string           `json:"retrieved_at"`
	UploadedAt   *string           `json:"uploaded_at"`
	AssociatedAt *string           `json:"associated_at"`
	ExpiresAt    *string           `json:"expires_at"`
	Items        []retrievedItem   `json:"items"`
	Checks       json.RawMessage   `json:"checks,omitempty"` // missing when the pictures were not judged for this document
	Receipt      string            `json:"receipt"`
}

// retrieve makes a retrieval, within the limits that package photo sets.
func (d *door) retrieve(r *http.Request, who photo.Application) (answer, error) {
	key, err := idempotencyKey(r)
	if err != nil {
		return answer{}, err
	}
	var body retrievalBody
	if err := readJSON(r, &body); err != nil {
		return answer{}, err
	}
	request, err := body.check()
	if err != nil {
		return answer{}, err
	}
	request.IdempotencyKey = key
	made, err := d.Desk.Retrieve(r.Context(), who, request)
	if err != nil {
		return answer{}, err
	}
	return replyJSON(http.StatusCreated, written(made))
}

func written(made service.RetrievalReply) retrievalReply {
	items := make([]retrievedItem, 0, len(made.Items))
	for _, i := range made.Items {
		items = append(items, retrievedItem{
			i.Item, i.MediaType, i.Width, i.Height, i.Bytes, i.SHA256,
			"/api/v1/retrievals/" + string(made.ID) + "/" + string(i.Item),
		})
	}
	return retrievalReply{
		ID: made.ID, Grant: made.Grant, Items: items, Checks: made.Checks, Receipt: made.Receipt,
		RetrievedAt: instant(made.RetrievedAt), UploadedAt: instant(made.UploadedAt),
		AssociatedAt: instant(made.AssociatedAt), ExpiresAt: instant(made.ExpiresAt),
	}
}

// cancel ends a retrieval and says whether its one-time grant is live again.
func (d *door) cancel(r *http.Request, who photo.Application) (answer, error) {
	id, err := recordID(r, "ret_")
	if err != nil {
		return answer{}, err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return answer{}, err
	}
	if r.ContentLength != 0 { // nothing needs to be said; {} is as good
		if err := readJSON(r, &struct{}{}); err != nil {
			return answer{}, err
		}
	}
	givenBack, err := d.Desk.Cancel(r.Context(), who, photo.RetrievalID(id), key)
	if err != nil {
		return answer{}, err
	}
	return replyJSON(http.StatusOK, struct {
		GivenBack bool `json:"given_back"`
	}{givenBack})
}
