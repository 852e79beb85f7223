// Calls the API with the client that hey-api makes.
import { client } from "./hey/client.gen.js";
import * as api from "./hey/index.js";

const [address, live] = process.argv.slice(2) as [string, string];

function check(ok: unknown, what: string): asserts ok {
  if (!ok) throw new Error(what);
}

function order(afm: string): api.RetrievalRequest {
  return {
    subject: { afm }, items: ["photo", "signature"], purpose: "driving-licence-renewal", case: "1/2026",
    audit: {
      transaction_id: "t", transaction_date: new Date().toISOString(), unit: "u", protocol: "p", user_id: "o", user_ip: "192.0.2.10",
    },
  };
}

let bearer = "";
client.setConfig({
  baseUrl: address,
  auth: (scheme) => (scheme.scheme === "basic" ? "driving-licences:demo-driving-licences" : bearer),
});
const token = await api.token({ body: { grant_type: "client_credentials" } });
check(token.data, "token");
bearer = token.data.access_token;

const made = await api.retrieve({ body: order(live) });
check(made.data && made.data.receipt.split(".").length === 3, "retrieve");
const path = { id: made.data.id };
const photo = await api.retrievedPhoto({ path, parseAs: "arrayBuffer" });
check((photo.data as ArrayBuffer).byteLength === made.data.items[0]?.bytes, "photo");
const signature = await api.retrievedSignature({ path });
check(signature.response?.ok, "signature");
const grant = await api.grant({ path: { id: made.data.grant } });
check(grant.data?.status === "live", "grant");

const second = await api.retrieve({ body: order(live) });
check(second.data, "second retrieval");
const ended = await api.cancelRetrieval({ path: { id: second.data.id } });
check(ended.data?.given_back === false, "cancel without a body");

const refused = await api.retrieve({ body: order("123456783") });
check(refused.error?.code === "not-authorised", "refusal");
const keys = await api.keys();
check(keys.data?.keys[0]?.kid, "keys");
const checkpoint = await api.checkpoint({ parseAs: "text" });
check(checkpoint.data, "checkpoint");
const proof = await api.consistency({ query: { from: 1, to: 2 } });
check(proof.data?.to === 2, "consistency");
const metadata = await api.authorisationServer();
check(metadata.data?.issuer === address, "metadata");
console.log("all calls work");
