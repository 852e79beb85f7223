// Both registers as servers of a SOAP library of others. It prints every question
// as a line of JSON. Arguments: port, address of the WSDL of the contact register,
// address of the WSDL of the business register.
"use strict";
const http = require("node:http");
const soap = require("soap");

const [port, contactsWSDL, businessWSDL] = [Number(process.argv[2]), process.argv[3], process.argv[4]];

async function fetchText(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.text();
}

// token reads the UsernameToken, which the library gives as it came.
function token(security) {
  const password = security?.UsernameToken?.Password;
  return { user: security?.UsernameToken?.Username, password: password?.$value ?? password, type: password?.attributes?.Type };
}

const contacts = {
  notificationCenterElementsService: {
    notificationCenterElementsInterfaceSoapPort: {
      getNncIdentityExt(args, callback, headers) {
        console.log(JSON.stringify({ register: "contacts", args, token: token(headers?.Security) }));
        return {
          getNncIdentityExtOutputRecord: { email: " nikos@example.gr ", mobile: "690 000 0003", locality: "ΑΘΗΝΑ & <ΠΕΡΙΧΩΡΑ>" },
          callSequenceId: 7, callSequenceDate: "2026-11-30T12:00:00Z",
        };
      },
    },
  },
};

const business = {
  RgWsPublic2: {
    RgWsPublic2Soap12: {
      rgWsPublic2AfmMethod(args, callback, headers) {
        console.log(JSON.stringify({ register: "business", args, token: token(headers?.Security) }));
        return {
          result: {
            rg_ws_public2_result_rtType: {
              call_seq_id: 1, error_rec: { error_code: "", error_descr: "" },
              basic_rec: {
                afm: "111111114  ", i_ni_flag_descr: "ΦΠ", deactivation_flag: "1", firm_flag_descr: "ΕΠΙΤΗΔΕΥΜΑΤΙΑΣ ",
                onomasia: "ΞΕΝΟΣ  ΝΙΚΟΛΑΟΣ", commer_title: "ΦΩΤΟ <ΞΕΝΟΣ> & ΣΙΑ", stop_date: "",
              },
              firm_act_tab: { item: [{ firm_act_code: "74202100", firm_act_descr: "ΠΟΡΤΡΕΤΑ", firm_act_kind: "1" }] },
            },
          },
        };
      },
    },
  },
};

async function main() {
  const server = http.createServer((request, response) => response.writeHead(404).end());
  const wsdls = await Promise.all([fetchText(contactsWSDL), fetchText(businessWSDL)]);
  await new Promise((done) => server.listen(port, "127.0.0.1", done));
  soap.listen(server, { path: "/contacts", services: contacts, xml: wsdls[0] });
  soap.listen(server, { path: "/business", services: business, xml: wsdls[1], forceSoap12Headers: true });
  console.log(JSON.stringify({ ready: true }));
}

main().catch((error) => { console.error(error); process.exit(1); });
