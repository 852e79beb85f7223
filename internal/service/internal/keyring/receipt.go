package keyring

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"

	"github.com/go-jose/go-jose/v4"
)

// receiptType is the "typ" of a receipt (RFC 7515 §4.1.9).
const receiptType = "receipt+jwt"

// newReceiptSigner returns the signer of receipts: JWS (RFC 7515) with EdDSA (RFC
// 8037).
func newReceiptSigner(private ed25519.PrivateKey) (jose.Signer, error) {
	key := jose.JSONWebKey{Key: private, KeyID: publicJWK(private.Public()).KeyID}
	options := (&jose.SignerOptions{}).WithType(receiptType)
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: key}, options)
	if err != nil {
		return nil, fmt.Errorf("use key receipts: %w", err)
	}
	return signer, nil
}

// SignReceipt returns the claims, as JSON, in a signed compact JWS.
func (k *Keyring) SignReceipt(claims any) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("write receipt: %w", err)
	}
	signed, err := k.receipts.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("sign receipt: %w", err)
	}
	return signed.CompactSerialize()
}
