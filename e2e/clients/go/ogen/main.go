// Program ogen calls every operation of the API with the client that ogen makes.
// Arguments: the address of the service, and the AFM of the test person with a
// live authorisation.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"

	"clients/ogen/myphoto"
)

// credentials gives each operation what it asks for.
type credentials struct{ token string }

func (credentials) Basic(context.Context, myphoto.OperationName) (myphoto.Basic, error) {
	return myphoto.Basic{Username: "driving-licences", Password: "demo-driving-licences"}, nil
}

func (c *credentials) OAuth(context.Context, myphoto.OperationName) (myphoto.OAuth, error) {
	return myphoto.OAuth{Token: c.token}, nil
}

func main() {
	log.SetFlags(0)
	address, live := os.Args[1], os.Args[2]
	ctx := context.Background()
	who := &credentials{}
	c := must(myphoto.NewClient(address, who))
	token := is[*myphoto.TokenHeaders](c.Token(ctx, &myphoto.TokenRequest{GrantType: "client_credentials"}))
	who.token = token.Response.AccessToken

	made := is[*myphoto.Retrieval](c.Retrieve(ctx, order(live), myphoto.RetrieveParams{}))
	check(strings.Count(made.Receipt, ".") == 2, "receipt")
	photo := is[*myphoto.RetrievedPhotoOKHeaders](c.RetrievedPhoto(ctx, myphoto.RetrievedPhotoParams{ID: made.ID}))
	digest := sha256.Sum256(must(io.ReadAll(photo.Response)))
	check(hex.EncodeToString(digest[:]) == made.Items[0].SHA256, "photo")
	signature := is[*myphoto.RetrievedSignatureOKHeaders](c.RetrievedSignature(ctx, myphoto.RetrievedSignatureParams{ID: made.ID}))
	check(len(must(io.ReadAll(signature.Response))) > 0, "signature")
	grant := is[*myphoto.Grant](c.Grant(ctx, myphoto.GrantParams{ID: made.Grant}))
	check(grant.Status == "live", "grant")

	second := is[*myphoto.Retrieval](c.Retrieve(ctx, order(live), myphoto.RetrieveParams{}))
	ended := is[*myphoto.Cancelled](c.CancelRetrieval(ctx, nil, myphoto.CancelRetrievalParams{ID: second.ID}))
	check(!ended.GivenBack, "cancel without a body")

	refused := is[*myphoto.NotAuthorised](c.Retrieve(ctx, order("123456783"), myphoto.RetrieveParams{}))
	check(refused.Code == "not-authorised", "refusal")
	broken := order(live)
	broken.Audit.UserIP = "localhost"
	invalid := is[*myphoto.Invalid](c.Retrieve(ctx, broken, myphoto.RetrieveParams{}))
	check(invalid.Errors[0].Field == "audit.user_ip", "field")

	metadata := must(c.AuthorisationServer(ctx))
	check(metadata.Issuer.String() == address, "metadata")
	keys := is[*myphoto.Keys](c.Keys(ctx))
	check(len(keys.Keys) > 0, "keys")
	checkpoint := is[*myphoto.CheckpointOK](c.Checkpoint(ctx))
	check(len(must(io.ReadAll(checkpoint))) > 0, "checkpoint")
	proof := is[*myphoto.Consistency](c.Consistency(ctx, myphoto.ConsistencyParams{From: 1, To: 2}))
	check(proof.To == 2, "consistency")
	contact := must(c.SecurityContact(ctx))
	check(strings.HasPrefix(string(must(io.ReadAll(contact))), "Contact: "), "security contact")
	contract := must(c.Contract(ctx))
	check(strings.HasPrefix(string(must(io.ReadAll(contract))), "openapi: 3.1"), "contract")
	fmt.Println("all calls work")
}

func order(afm string) *myphoto.RetrievalRequest {
	return &myphoto.RetrievalRequest{
		Subject: myphoto.Subject{Afm: myphoto.NewOptString(afm)}, Items: []myphoto.Item{"photo", "signature"},
		Purpose: "driving-licence-renewal", Case: "1/2026",
		Audit: myphoto.Audit{
			TransactionID: "t", TransactionDate: time.Now(), Unit: "u", Protocol: "p", UserID: "o", UserIP: "192.0.2.10",
		},
	}
}

// is returns the reply if it is the expected one.
func is[T, R any](reply R, err error) T {
	if wanted, ok := any(must(reply, err)).(T); ok {
		return wanted
	}
	log.Fatalf("%T: %+v", reply, reply)
	panic("unreachable")
}

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}

func check(ok bool, what string) {
	if !ok {
		log.Fatal(what)
	}
}
