// An operator's message centre: takes every message over SMPP, prints it as a
// line of JSON, and reports its delivery. Argument: port.
"use strict";
const smpp = require("smpp");

let messages = 0;

function report(session, pdu, id) {
  const stamp = "2611301200";
  session.deliver_sm({
    source_addr_ton: pdu.dest_addr_ton, source_addr_npi: pdu.dest_addr_npi, source_addr: pdu.destination_addr,
    dest_addr_ton: pdu.source_addr_ton, dest_addr_npi: pdu.source_addr_npi, destination_addr: pdu.source_addr,
    esm_class: 4, // a delivery report (SMPP 3.4 §5.2.12)
    short_message: `id:${id} sub:001 dlvrd:001 submit date:${stamp} done date:${stamp} stat:DELIVRD err:000 text:`,
  });
}

const server = smpp.createServer((session) => {
  session.on("error", () => {});
  session.on("bind_transceiver", (pdu) => session.send(pdu.response()));
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => { session.send(pdu.response()); session.close(); });
  session.on("submit_sm", (pdu) => {
    messages += 1;
    const id = String(1000 + messages);
    session.send(pdu.response({ message_id: id }));
    console.log(JSON.stringify({
      from: pdu.source_addr, to: pdu.destination_addr, coding: pdu.data_coding, esm: pdu.esm_class,
      text: pdu.short_message.message, parts: pdu.short_message.udh ? "several" : "one",
    }));
    if (pdu.registered_delivery & 1) report(session, pdu, id);
  });
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log(JSON.stringify({ ready: true })));
