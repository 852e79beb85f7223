package service

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"github.com/go-jose/go-jose/v4"

	"myphoto/internal/ledger"
)

// receiptKey signs receipts (JWS, RFC 7515, with EdDSA of RFC 8037).
type receiptKey struct {
	private ed25519.PrivateKey
	public  jose.JSONWebKey
	header  string // the same for every receipt
}

func newReceiptKey(private ed25519.PrivateKey) (receiptKey, error) {
	k := receiptKey{private: private, public: publicKey(private.Public())}
	header, err := json.Marshal(map[string]string{"alg": k.public.Algorithm, "kid": k.public.KeyID, "typ": "receipt+jwt"})
	if err != nil {
		return k, fmt.Errorf("use key receipts: %w", err)
	}
	k.header = base64.RawURLEncoding.EncodeToString(header)
	return k, nil
}

func publicKey(key crypto.PublicKey) jose.JSONWebKey {
	jwk := jose.JSONWebKey{Key: key, Algorithm: string(jose.EdDSA), Use: "sig"}
	if print, err := jwk.Thumbprint(crypto.SHA256); err == nil {
		jwk.KeyID = base64.RawURLEncoding.EncodeToString(print)
	}
	return jwk
}

// claims of a receipt: who gave what to whom, when, and under which grant; no
// tax number.
type claims struct {
	Issuer    string            `json:"iss"`
	Audience  string            `json:"aud"`
	IssuedAt  int64             `json:"iat"`
	Retrieval string            `json:"retrieval"`
	Grant     string            `json:"grant"`
	Purpose   string            `json:"purpose"`
	Case      string            `json:"case"`
	Digests   map[string]string `json:"digests"` // item → SHA-256, hexadecimal
}

func (k receiptKey) sign(issuer string, r retrieving, reply RetrievalReply) (string, error) {
	c := claims{
		Issuer: issuer, Audience: string(r.who.ID), IssuedAt: reply.RetrievedAt.Unix(), Retrieval: string(r.id),
		Grant: string(reply.Grant), Purpose: r.asked.Purpose, Case: r.asked.Case, Digests: map[string]string{},
	}
	for _, item := range reply.Items {
		c.Digests[string(item.Item)] = item.SHA256
	}
	payload, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("write receipt: %w", err)
	}
	signed := k.header + "." + base64.RawURLEncoding.EncodeToString(payload)
	return signed + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(k.private, []byte(signed))), nil
}

// Keys gives the public keys of receipts and checkpoints as a JWK set (RFC
// 7517), newest first: the current ones, also those that another machine has
// made meanwhile, and all former ones.
func (a *Applications) Keys(ctx context.Context) ([]byte, error) {
	parts, err := a.published(ctx)
	if err != nil {
		return nil, err
	}
	var set jose.JSONWebKeySet
	for _, part := range parts {
		key := ed25519.PublicKey(part.key)
		if part.kind == keyLedger {
			if key, err = ledger.PublicKey(string(part.key)); err != nil {
				return nil, fmt.Errorf("read ledger key: %w", err)
			}
		}
		set.Keys = append(set.Keys, publicKey(key))
	}
	return json.Marshal(set)
}
