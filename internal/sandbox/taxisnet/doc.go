// Package taxisnet is the sandbox's identity provider: the three OAuth 2.0
// servers of the tax authority, with their peculiarities.
//
//	/oauth2server     citizens, user name and password
//	/oauth2serverotp  the same and a one-time code by SMS, asked here
//	/oauth2servergov  public servants
//
// Each has oauth/authorize, oauth/token, userinfo?format=xml and
// logout/{client_id}/. Authorization codes live 60 seconds and open once.
// Client credentials are read from the body of the token request only. userinfo is XML without a declaration, whose attribute values are
// padded with spaces on the right and write Greek partly as numeric entities
// and partly as UTF-8; its errors are JSON. There is no id_token, no PKCE and
// no discovery, and no session: every authorize asks again.
package taxisnet
