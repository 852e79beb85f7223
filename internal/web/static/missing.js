// Says before a form is sent what the server is sure to refuse.

import { refusal } from "./picture.js";

// missing lists what the server is sure to refuse, as [field, sentence].
export function missing({ form, demands, chosen }) {
  const say = form.dataset;
  const ticked = (name) => Array.from(form.querySelectorAll(`input[name=${name}]:checked`), (box) => box.value);
  const kept = (say.kept ?? "").split(" ");
  const refused = (name) => (chosen.has(name) ? refusal(say, chosen.get(name)) : "");
  const none = (name) => !kept.includes(name) && form.elements[name].files.length === 0;
  if (!say.needPhoto) return ["photo", "signature"].map((name) => [name, refused(name)]).filter(([, text]) => text); // new pictures alone
  const faults = [];
  const documents = ticked("documents");
  const channels = ticked("channels");
  if (documents.length === 0) faults.push(["documents", say.needDocuments]);
  const picture = (name, need) => {
    const text = refused(name) || (none(name) ? need : "");
    if (text) faults.push([name, text]);
  };
  picture("photo", say.needPhoto);
  picture("signature", documents.some((id) => demands[id].signature) ? say.needSignature : "");
  const alone = form.elements.ticket.value.trim() !== "" && (form.elements.mobile.value + form.elements.email.value).trim() === "";
  if (alone) { // a ticket needs no contact
    if (ticked("agreed").length === 0) faults.push(["agreed", say.needAgreed]);
    return faults;
  }
  if (channels.length === 0) faults.push(["channels", say.needChannels]);
  const address = (name, right, chosen, { none, need, unchosen }) => {
    const typed = form.elements[name].value.trim() !== "";
    if ((chosen || typed) && !right) faults.push([name, typed ? need : none]);
    else if (typed && !chosen && channels.length > 0) faults.push([name, unchosen]);
  };
  const digits = form.elements.mobile.value.normalize("NFKC").replace(/\D/g, "");
  const email = form.elements.email.value.trim();
  // Of a number abroad the server alone knows whether messages are sent there.
  const abroad = /^\s*(\+|00)(?!30)[1-9]/.test(form.elements.mobile.value);
  address("mobile", abroad || /^((00)?30)?69\d{8}$/.test(digits), channels.includes("sms"),
    { none: say.noMobile, need: say.needMobile, unchosen: say.unchosenMobile });
  address("email", /^[^\s@]+@[^\s@]+$/.test(email), channels.includes("email"),
    { none: say.noEmail, need: say.needEmail, unchosen: say.unchosenEmail });
  if (ticked("agreed").length === 0) faults.push(["agreed", say.needAgreed]);
  return faults;
}
