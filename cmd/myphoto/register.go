package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"myphoto/internal/photo"
	"myphoto/internal/service/admin"
)

// register is the content of a file of `admin register`: the applications of
// bodies, and employments.
type register struct {
	Applications []struct {
		Body struct {
			ID photo.BodyID `json:"id"`
			bilingual
		} `json:"body"`
		ID         photo.ApplicationID `json:"id"`
		Name       bilingual           `json:"name"`
		LegalBasis bilingual           `json:"legal_basis"`
		Refusal    bilingual           `json:"refusal"`
		Items      []photo.Item        `json:"items"`
		Profile    photo.ProfileID     `json:"profile"`
		Signature  bool                `json:"signature"`
		Purposes   []struct {
			ID string `json:"id"`
			bilingual
		} `json:"purposes"`
	} `json:"applications"`
	Employments []admin.EmploymentInput `json:"employments"`
}

type bilingual struct {
	El string `json:"el"`
	En string `json:"en"`
}

func (b bilingual) wording() photo.LocalizedText { return photo.LocalizedText{El: b.El, En: b.En} }

func readRegister(text []byte) (register, error) {
	var r register
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&r); err != nil {
		return r, fmt.Errorf("read register: %w", err)
	}
	return r, nil
}

// enter registers everything that does not exist yet.
func (r register) enter(ctx context.Context, desk *admin.Service) error {
	for _, a := range r.Applications {
		one := photo.Registration{
			Body: a.Body.ID, BodyName: a.Body.wording(), ID: a.ID, Name: a.Name.wording(),
			LegalBasis: a.LegalBasis.wording(), Refusal: a.Refusal.wording(),
			Items: a.Items, Profile: a.Profile, SignatureApproved: a.Signature,
		}
		for _, p := range a.Purposes {
			one.Purposes = append(one.Purposes, photo.Purpose{ID: p.ID, Name: p.wording()})
		}
		if err := desk.Register(ctx, one); err != nil {
			return fmt.Errorf("register %s: %w", a.ID, err)
		}
	}
	for _, e := range r.Employments {
		if err := desk.Employ(ctx, e); err != nil {
			return fmt.Errorf("enter employment: %w", err)
		}
	}
	return nil
}
