// Program oapi calls every operation of the API with the client that
// oapi-codegen makes. Arguments: the address of the service, and the AFM of the
// test person with a live authorisation.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log"
	"net/http"
	"os"
	"strings"
	"time"

	"clients/oapi/myphoto"
)

func main() {
	log.SetFlags(0)
	address, live := os.Args[1], os.Args[2]
	ctx := context.Background()
	open := must(myphoto.NewClientWithResponses(address))
	basic := func(_ context.Context, r *http.Request) error {
		r.SetBasicAuth("driving-licences", "demo-driving-licences")
		return nil
	}
	token := must(open.TokenWithFormdataBodyWithResponse(ctx, myphoto.TokenRequest{GrantType: "client_credentials"}, basic))
	check(token.JSON200 != nil, "token", token.Status())
	bearer := func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+token.JSON200.AccessToken)
		return nil
	}
	c := must(myphoto.NewClientWithResponses(address, myphoto.WithRequestEditorFn(bearer)))

	made := must(c.RetrieveWithResponse(ctx, &myphoto.RetrieveParams{}, order(live)))
	check(made.JSON201 != nil, "retrieve", made.Status())
	check(strings.Count(made.JSON201.Receipt, ".") == 2, "receipt", made.JSON201.Receipt)
	photo := must(c.RetrievedPhotoWithResponse(ctx, made.JSON201.Id, nil))
	digest := sha256.Sum256(photo.Body)
	check(hex.EncodeToString(digest[:]) == made.JSON201.Items[0].Sha256, "photo", photo.Status())
	signature := must(c.RetrievedSignatureWithResponse(ctx, made.JSON201.Id, nil))
	check(signature.StatusCode() == http.StatusOK, "signature", signature.Status())
	grant := must(c.GrantWithResponse(ctx, made.JSON201.Grant, nil))
	check(grant.JSON200 != nil && grant.JSON200.Status == "live", "grant", grant.Status())

	second := must(c.RetrieveWithResponse(ctx, nil, order(live)))
	check(second.JSON201 != nil, "second retrieval", second.Status())
	ended := must(c.CancelRetrievalWithResponse(ctx, second.JSON201.Id, nil, myphoto.CancelRetrievalJSONRequestBody{}))
	check(ended.JSON200 != nil && !ended.JSON200.GivenBack, "cancel", ended.Status())

	refused := must(c.RetrieveWithResponse(ctx, nil, order("123456783")))
	check(refused.ApplicationproblemJSON404 != nil && refused.ApplicationproblemJSON404.Code == "not-authorised", "refusal", refused.Status())
	broken := order(live)
	broken.Audit.UserIp = "localhost"
	invalid := must(c.RetrieveWithResponse(ctx, nil, broken))
	check(invalid.ApplicationproblemJSON422 != nil, "invalid", invalid.Status())
	faults := invalid.ApplicationproblemJSON422.Errors
	check(faults != nil && (*faults)[0].Field == "audit.user_ip", "field", invalid.Status())

	metadata := must(open.AuthorisationServerWithResponse(ctx))
	check(metadata.JSON200 != nil && metadata.JSON200.Issuer == address, "metadata", metadata.Status())
	keys := must(open.KeysWithResponse(ctx))
	check(keys.StatusCode() == http.StatusOK && strings.Contains(string(keys.Body), `"kid"`), "keys", keys.Status())
	checkpoint := must(open.CheckpointWithResponse(ctx))
	check(checkpoint.StatusCode() == http.StatusOK && len(checkpoint.Body) > 0, "checkpoint", checkpoint.Status())
	proof := must(open.ConsistencyWithResponse(ctx, &myphoto.ConsistencyParams{From: 1, To: 2}))
	check(proof.JSON200 != nil && proof.JSON200.To == 2, "consistency", proof.Status())
	contact := must(open.SecurityContactWithResponse(ctx))
	check(strings.HasPrefix(string(contact.Body), "Contact: "), "security contact", contact.Status())
	contract := must(open.ContractWithResponse(ctx))
	check(strings.HasPrefix(string(contract.Body), "openapi: 3.1"), "contract", contract.Status())
	fmt.Println("all calls work")
}

func order(afm string) myphoto.RetrievalRequest {
	return myphoto.RetrievalRequest{
		Subject: myphoto.Subject{Afm: &afm}, Items: []myphoto.Item{"photo", "signature"}, Purpose: "driving-licence-renewal", Case: "1/2026",
		Audit: myphoto.Audit{
			TransactionId: "t", TransactionDate: time.Now(), Unit: "u", Protocol: "p", UserId: "o", UserIp: "192.0.2.10",
		},
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}

func check(ok bool, what, status string) {
	if !ok {
		log.Fatalf("%s: %s", what, status)
	}
}
