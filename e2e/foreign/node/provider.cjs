// An identity provider built on an OAuth 2.0 library of others, with the
// addresses of TAXISnet. Whoever posts a user name is that user. Arguments: port,
// and for each user a name and the attributes of the userinfo document as JSON.
"use strict";
const http = require("node:http");
const OAuth2Server = require("@node-oauth/oauth2-server");

const [port, people] = [Number(process.argv[2]), JSON.parse(process.argv[3])];
const codes = new Map();
const tokens = new Map();
const clients = { myphoto: "demo-secret" };

const oauth = new OAuth2Server({
  model: {
    getClient: (id, secret) => (id in clients && (secret === null || clients[id] === secret)
      ? { id, grants: ["authorization_code"], redirectUris: [redirect] } : false),
    saveAuthorizationCode: (code, client, user) => { const c = { ...code, client, user }; codes.set(c.authorizationCode, c); return c; },
    getAuthorizationCode: (code) => codes.get(code),
    revokeAuthorizationCode: (code) => codes.delete(code.authorizationCode),
    saveToken: (token, client, user) => { const t = { ...token, client, user }; tokens.set(t.accessToken, t); return t; },
    getAccessToken: (token) => tokens.get(token),
    validateScope: (user, client, scope) => scope,
    verifyScope: () => true,
  },
});
let redirect = ""; // the first that is asked for; there is one client

async function read(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
}

function escape(text) {
  return text.replace(/[^\x20-\x7e]|[&<"]/gu, (c) => `&#${c.codePointAt(0)};`);
}

async function serve(request, response) {
  const address = new URL(request.url, "http://localhost");
  const body = request.method === "POST" ? await read(request) : {};
  const asked = new OAuth2Server.Request({
    method: request.method, headers: { ...request.headers, "content-length": "1" }, query: Object.fromEntries(address.searchParams), body,
  });
  const answer = new OAuth2Server.Response();
  try {
    if (address.pathname === "/oauth2server/oauth/authorize" && request.method === "POST") {
      redirect = redirect || address.searchParams.get("redirect_uri");
      await oauth.authorize(asked, answer, { authenticateHandler: { handle: () => ({ name: body.username }) } });
    } else if (address.pathname === "/oauth2server/oauth/token") {
      await oauth.token(asked, answer);
    } else if (address.pathname === "/oauth2server/userinfo") {
      const token = await oauth.authenticate(asked, answer);
      const attributes = Object.entries(people[token.user.name]).map(([name, value]) => `${name}="${escape(value)}"`);
      response.writeHead(200, { "Content-Type": "text/xml" }).end(`<?xml version="1.0"?>\n<root>\n  <userinfo ${attributes.join(" ")}/>\n</root>\n`);
      return;
    } else {
      response.writeHead(404).end();
      return;
    }
  } catch (error) {
    answer.status = answer.status || error.code || 500;
  }
  response.writeHead(answer.status, answer.headers).end(answer.body && Object.keys(answer.body).length ? JSON.stringify(answer.body) : "");
}

http.createServer(serve).listen(port, "127.0.0.1", () => console.log(JSON.stringify({ ready: true })));
