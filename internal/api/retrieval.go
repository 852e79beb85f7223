package api

import (
	"encoding/json"
	"net/http"

	"myphoto/internal/photo"
	"myphoto/internal/service/application"
)

type subjectBody struct {
	AFM    *string `json:"afm"`
	AMKA   *string `json:"amka"`
	PAAYPA *string `json:"paaypa"`
}

// auditBody has the six fields of the interoperability centre, all required.
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

// validate returns the request for the service, or a refusal that names every
// field that breaks a rule.
func (b retrievalBody) validate() (application.RetrievalRequest, error) {
	c := &validator{}
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
	return application.RetrievalRequest{
		TaxID:   deref(b.Subject.AFM),
		AMKA:    deref(b.Subject.AMKA),
		PAAYPA:  deref(b.Subject.PAAYPA),
		Items:   items,
		Purpose: b.Purpose,
		Case:    b.Case,
		Audit:   application.Audit(b.Audit),
	}, c.err()
}

func deref(s *string) string {
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
	Checks       json.RawMessage   `json:"checks,omitempty"` // omitted when the pictures were not checked for this document
	Receipt      string            `json:"receipt"`
}

// retrieve creates a retrieval.
func (s *server) retrieve(r *http.Request, who photo.Application) (response, error) {
	key, err := idempotencyKey(r)
	if err != nil {
		return response{}, err
	}
	var body retrievalBody
	if err := readJSON(r, &body); err != nil {
		return response{}, err
	}
	request, err := body.validate()
	if err != nil {
		return response{}, err
	}
	request.IdempotencyKey = key
	made, err := s.Service.Retrieve(r.Context(), who, request)
	if err != nil {
		return response{}, err
	}
	return jsonResponse(http.StatusCreated, toJSON(made))
}

func toJSON(made application.RetrievalReply) retrievalReply {
	items := make([]retrievedItem, 0, len(made.Items))
	for _, i := range made.Items {
		items = append(items, retrievedItem{
			i.Item, i.MediaType, i.Width, i.Height, i.Bytes, i.SHA256,
			"/api/v1/retrievals/" + string(made.ID) + "/" + string(i.Item),
		})
	}
	return retrievalReply{
		ID: made.ID, Grant: made.Grant, Items: items, Checks: made.Checks, Receipt: made.Receipt,
		RetrievedAt: timestamp(made.RetrievedAt), UploadedAt: timestamp(made.UploadedAt),
		AssociatedAt: timestamp(made.AssociatedAt), ExpiresAt: timestamp(made.ExpiresAt),
	}
}

// cancel ends a retrieval and says whether its one-time grant is live again.
func (s *server) cancel(r *http.Request, who photo.Application) (response, error) {
	id, err := recordID(r, "ret_")
	if err != nil {
		return response{}, err
	}
	key, err := idempotencyKey(r)
	if err != nil {
		return response{}, err
	}
	if err := readOptionalJSON(r, &struct{}{}); err != nil {
		return response{}, err
	}
	givenBack, err := s.Service.Cancel(r.Context(), who, photo.RetrievalID(id), key)
	if err != nil {
		return response{}, err
	}
	return jsonResponse(http.StatusOK, struct {
		GivenBack bool `json:"given_back"`
	}{givenBack})
}
