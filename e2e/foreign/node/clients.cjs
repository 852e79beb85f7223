// Clients of others, with their defaults. The first argument says what to do;
// the answer is one line of JSON.
"use strict";
const soap = require("soap");
const { AuthorizationCode, ClientCredentials } = require("simple-oauth2");

// security adds the WS-Security header with a password as text.
function secured(client, user, password, options) {
  client.setSecurity(new soap.WSSecurity(user, password, { passwordType: "PasswordText", hasNonce: false, hasTimeStamp: true, ...options }));
  return client;
}

const actions = {
  async contacts(wsdl, operation, afm, password) {
    const client = secured(await soap.createClientAsync(wsdl), "myphoto", password, { mustUnderstand: true });
    const [answer] = await client[`${operation}Async`]({
      auditRecord: {
        auditTransactionId: "1", auditTransactionDate: "2026-11-30T12:00:00Z", auditUnit: "", auditProtocol: "", auditUserId: "", auditUserIp: "127.0.0.1",
      },
      [`${operation}InputRecord`]: { afm },
    });
    return answer;
  },
  async business(wsdl, afm, password) {
    const client = secured(await soap.createClientAsync(wsdl, { forceSoap12Headers: true }), "myphoto", password, {});
    const [answer] = await client.rgWsPublic2AfmMethodAsync({ INPUT_REC: { afm_called_by: "", afm_called_for: afm } });
    return answer;
  },
  // Somebody signs in at the provider, and the client exchanges the code.
  async signIn(host, user) {
    const redirect = "http://localhost:9/back";
    const client = new AuthorizationCode({
      client: { id: "myphoto", secret: "demo-secret" },
      auth: { tokenHost: host, tokenPath: "/oauth2server/oauth/token", authorizePath: "/oauth2server/oauth/authorize" },
    });
    const address = client.authorizeURL({ redirect_uri: redirect, scope: "read", state: "s" });
    const form = new URLSearchParams({ username: user, password: user });
    const back = await fetch(address, { method: "POST", body: form, redirect: "manual" });
    const code = new URL(back.headers.get("location")).searchParams.get("code");
    const token = await client.getToken({ code, redirect_uri: redirect, scope: "read" });
    const userinfo = await fetch(`${host}/oauth2server/userinfo?format=xml`, { headers: { Authorization: `Bearer ${token.token.access_token}` } });
    return { userinfo: await userinfo.text() };
  },
  // An application asks the service for a token.
  async application(host, id, secret) {
    const client = new ClientCredentials({ client: { id, secret }, auth: { tokenHost: host, tokenPath: "/oauth2/token" } });
    const token = await client.getToken({});
    return { type: token.token.token_type, token: token.token.access_token };
  },
};

const [action, ...args] = process.argv.slice(2);
actions[action](...args)
  .then((answer) => console.log(JSON.stringify(answer)))
  .catch((error) => console.log(JSON.stringify({ error: String(error.message) })));
