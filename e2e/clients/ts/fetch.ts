// Calls the API with openapi-fetch and the types that openapi-typescript makes.
import createClient from "openapi-fetch";
import type { paths, components } from "./schema.js";

const [address, live] = process.argv.slice(2) as [string, string];

function check(ok: unknown, what: string): asserts ok {
  if (!ok) throw new Error(what);
}

function order(afm: string): components["schemas"]["RetrievalRequest"] {
  return {
    subject: { afm }, items: ["photo", "signature"], purpose: "driving-licence-renewal", case: "1/2026",
    audit: {
      transaction_id: "t", transaction_date: new Date().toISOString(), unit: "u", protocol: "p", user_id: "o", user_ip: "192.0.2.10",
    },
  };
}

const basic = "Basic " + Buffer.from("driving-licences:demo-driving-licences").toString("base64");
const open = createClient<paths>({ baseUrl: address });
const token = await open.POST("/oauth2/token", {
  body: { grant_type: "client_credentials" },
  headers: { Authorization: basic, "Content-Type": "application/x-www-form-urlencoded" },
});
check(token.data, "token");
const api = createClient<paths>({ baseUrl: address, headers: { Authorization: `Bearer ${token.data.access_token}` } });

const made = await api.POST("/api/v1/retrievals", { body: order(live) });
check(made.data && made.data.receipt.split(".").length === 3, "retrieve");
const params = { path: { id: made.data.id } };
const photo = await api.GET("/api/v1/retrievals/{id}/photo", { params, parseAs: "arrayBuffer" });
check(photo.data && (photo.data as ArrayBuffer).byteLength === made.data.items[0]?.bytes, "photo");
const signature = await api.GET("/api/v1/retrievals/{id}/signature", { params, parseAs: "blob" });
check(signature.response.ok, "signature");
const grant = await api.GET("/api/v1/grants/{id}", { params: { path: { id: made.data.grant } } });
check(grant.data?.status === "live", "grant");

const second = await api.POST("/api/v1/retrievals", { body: order(live) });
check(second.data, "second retrieval");
const ended = await api.POST("/api/v1/retrievals/{id}/cancel", { params: { path: { id: second.data.id } } });
check(ended.data?.given_back === false, "cancel without a body");

const refused = await api.POST("/api/v1/retrievals", { body: order("123456783") });
check(refused.error?.code === "not-authorised", "refusal");
const keys = await open.GET("/.well-known/myphoto-keys.json");
check(keys.data?.keys[0]?.kid, "keys");
const checkpoint = await open.GET("/ledger/checkpoint", { parseAs: "text" });
check(checkpoint.data, "checkpoint");
const proof = await open.GET("/ledger/consistency", { params: { query: { from: 1, to: 2 } } });
check(proof.data?.to === 2, "consistency");
const metadata = await open.GET("/.well-known/oauth-authorization-server");
check(metadata.data?.issuer === address, "metadata");
console.log("all calls work");
