package service

import (
	"context"
	"errors"
	"io"
	"myphoto/internal/photo"
	"time"
)

type (
	Sessions     struct{}
	Studios      struct{}
	Citizens     struct{}
	Applications struct{}
	Housekeeping struct{}
)

type Service struct {
	Sessions     *Sessions
	Studios      *Studios
	Citizens     *Citizens
	Applications *Applications
	Housekeeping *Housekeeping
}

var errStub = errors.New("not built yet")

func (x *Sessions) Begin(ctx context.Context, browser string) (r0 string, err error) {
	err = errStub
	return
}

func (x *Sessions) Finish(ctx context.Context, browser, state, code string) (r0 Visitor, err error) {
	err = errStub
	return
}

func (x *Sessions) Denied(ctx context.Context, browser, state string) (err error) {
	err = errStub
	return
}

func (x *Sessions) SendOTP(ctx context.Context, v Visitor) (r0 OTPSent, err error) {
	err = errStub
	return
}

func (x *Sessions) PendingOTP(ctx context.Context, v Visitor) (r0 OTPSent, err error) {
	err = errStub
	return
}

func (x *Sessions) CheckOTP(ctx context.Context, v Visitor, typed string) (r0 Visitor, err error) {
	err = errStub
	return
}

func (x *Sessions) Confirm(ctx context.Context, v Visitor) (r0 Visitor, err error) {
	err = errStub
	return
}

func (x *Sessions) Profiles(ctx context.Context, v Visitor) (r0 []Profile, err error) {
	err = errStub
	return
}

func (x *Sessions) Choose(ctx context.Context, v Visitor, p Profile) (r0 Visitor, err error) {
	err = errStub
	return
}

func (x *Sessions) RefuseEmployment(ctx context.Context, v Visitor, employment string) (err error) {
	err = errStub
	return
}

func (x *Sessions) AcceptTerms(ctx context.Context, v Visitor) (r0 Visitor, err error) {
	err = errStub
	return
}

func (x *Sessions) SignOut(ctx context.Context, v Visitor) (r0 string, err error) {
	err = errStub
	return
}

func (x *Sessions) Eligibility(ctx context.Context, v Visitor) (r0 Eligibility, err error) {
	err = errStub
	return
}

func (x *Sessions) Citizen(ctx context.Context, v Visitor) (r0 photo.Citizen, err error) {
	err = errStub
	return
}

func (x *Sessions) Operator(ctx context.Context, v Visitor) (r0 photo.Operator, err error) {
	err = errStub
	return
}

func (x *Sessions) FindCtx(ctx context.Context, token string) (r0 []byte, r1 bool, err error) {
	err = errStub
	return
}

func (x *Sessions) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) (err error) {
	err = errStub
	return
}

func (x *Sessions) DeleteCtx(ctx context.Context, token string) (err error) { err = errStub; return }

func (x *Studios) Upload(ctx context.Context, who photo.Operator, f Form) (r0 Outcome, err error) {
	err = errStub
	return
}

func (x *Studios) Continue(ctx context.Context, who photo.Operator, id photo.UploadID, f Form) (r0 Outcome, err error) {
	err = errStub
	return
}

func (x *Studios) List(ctx context.Context, who photo.Operator, f Filter) (r0 []Row, err error) {
	err = errStub
	return
}

func (x *Studios) View(ctx context.Context, who photo.Operator, id photo.UploadID) (r0 UploadPage, err error) {
	err = errStub
	return
}

func (x *Studios) Picture(ctx context.Context, who photo.Operator, id photo.UploadID, item photo.Item) (r0 Picture, err error) {
	err = errStub
	return
}

func (x *Studios) Resend(ctx context.Context, who photo.Operator, id photo.UploadID, key string) (err error) {
	err = errStub
	return
}

func (x *Studios) Correct(ctx context.Context, who photo.Operator, id photo.UploadID, c Contact) (err error) {
	err = errStub
	return
}

func (x *Studios) Replace(ctx context.Context, who photo.Operator, id photo.UploadID, f Form) (r0 photo.Verdict, err error) {
	err = errStub
	return
}

func (x *Studios) Withdraw(ctx context.Context, who photo.Operator, id photo.UploadID) (err error) {
	err = errStub
	return
}

func (x *Studios) Staff(ctx context.Context, who photo.Photographer) (r0 []Member, err error) {
	err = errStub
	return
}

func (x *Studios) AddEmployee(ctx context.Context, who photo.Photographer, taxID, label string) (err error) {
	err = errStub
	return
}

func (x *Studios) RemoveEmployee(ctx context.Context, who photo.Photographer, id string) (err error) {
	err = errStub
	return
}

func (x *Citizens) Home(ctx context.Context, who photo.Citizen) (r0 Home, err error) {
	err = errStub
	return
}

func (x *Citizens) Remaining(ctx context.Context, who photo.Citizen) (r0 int, r1 time.Time, err error) {
	err = errStub
	return
}

func (x *Citizens) ReadQR(ctx context.Context, who photo.Citizen, picture []byte) (r0 string, err error) {
	err = errStub
	return
}

func (x *Citizens) Submit(ctx context.Context, who photo.Citizen, typed string) (err error) {
	err = errStub
	return
}

func (x *Citizens) Claimed(ctx context.Context, who photo.Citizen) (r0 Claim, err error) {
	err = errStub
	return
}

func (x *Citizens) Picture(ctx context.Context, who photo.Citizen, upload photo.UploadID, item photo.Item, role string) (r0 Picture, err error) {
	err = errStub
	return
}

func (x *Citizens) Approve(ctx context.Context, who photo.Citizen) (err error) { err = errStub; return }

func (x *Citizens) Reject(ctx context.Context, who photo.Citizen, reason photo.RejectReason) (r0 time.Time, err error) {
	err = errStub
	return
}

func (x *Citizens) Associate(ctx context.Context, who photo.Citizen, replaces photo.UploadID) (err error) {
	err = errStub
	return
}

func (x *Citizens) AssociateAgain(ctx context.Context, who photo.Citizen, upload, replaces photo.UploadID) (err error) {
	err = errStub
	return
}

func (x *Citizens) Dissociate(ctx context.Context, who photo.Citizen) (r0 time.Time, err error) {
	err = errStub
	return
}

func (x *Citizens) Erase(ctx context.Context, who photo.Citizen, upload photo.UploadID) (err error) {
	err = errStub
	return
}

func (x *Citizens) Applications(ctx context.Context, who photo.Citizen) (r0 []AppChoice, err error) {
	err = errStub
	return
}

func (x *Citizens) Grants(ctx context.Context, who photo.Citizen) (r0 []GrantRow, err error) {
	err = errStub
	return
}

func (x *Citizens) Grant(ctx context.Context, who photo.Citizen, f GrantForm) (r0 photo.GrantID, err error) {
	err = errStub
	return
}

func (x *Citizens) Revoke(ctx context.Context, who photo.Citizen, id photo.GrantID) (err error) {
	err = errStub
	return
}

func (x *Citizens) History(ctx context.Context, who photo.Citizen) (r0 []Entry, err error) {
	err = errStub
	return
}

func (x *Citizens) Proof(ctx context.Context, who photo.Citizen, event string) (r0 []byte, err error) {
	err = errStub
	return
}

func (x *Citizens) Download(ctx context.Context, who photo.Citizen, name string, sheet Sheet, w io.Writer) (err error) {
	err = errStub
	return
}

func (x *Applications) Token(ctx context.Context, client, secret string) (r0 string, r1 time.Duration, err error) {
	err = errStub
	return
}

func (x *Applications) Recognise(ctx context.Context, bearer string) (r0 photo.Application, err error) {
	err = errStub
	return
}

func (x *Applications) Retrieve(ctx context.Context, who photo.Application, r RetrievalRequest) (r0 RetrievalReply, err error) {
	err = errStub
	return
}

func (x *Applications) Bytes(ctx context.Context, who photo.Application, id photo.RetrievalID, item photo.Item) (r0 RetrievedBytes, err error) {
	err = errStub
	return
}

func (x *Applications) Cancel(ctx context.Context, who photo.Application, id photo.RetrievalID, key string) (r0 bool, err error) {
	err = errStub
	return
}

func (x *Applications) Grant(ctx context.Context, who photo.Application, id photo.GrantID) (r0 photo.Grant, err error) {
	err = errStub
	return
}

func (x *Applications) Keys(ctx context.Context) (r0 []byte, err error) { err = errStub; return }

func (x *Applications) Checkpoint(ctx context.Context) (r0 []byte, err error) { err = errStub; return }

func (x *Applications) Consistency(ctx context.Context, from, to int64) (r0 []byte, err error) {
	err = errStub
	return
}

func (x *Housekeeping) Report(ctx context.Context, token, state string) (err error) {
	err = errStub
	return
}
