// Makes the counter's form quicker: pictures are checked before they are sent, the
// contact is repeated in large type, Ctrl+Enter sends. The server checks everything
// again and decides; without this file the form works alone.

import { complain, heard } from "./complain.js";
import { examine, fill, refusal, sides, size } from "./picture.js";

const patience = 4000; // ms for the answer whether the session lasts

for (const form of document.querySelectorAll("form[data-desk]")) dress(form);
for (const echo of document.querySelectorAll("[data-echo]")) repeat(echo);

function dress(form) {
  const desk = { form, demands: JSON.parse(form.dataset.demands), chosen: new Map(), looks: new Map(), sending: false, asked: false, turn: Promise.resolve() };
  const zones = form.querySelectorAll("[data-picture]");
  for (const zone of zones) {
    const input = zone.querySelector("input[type=file]");
    input.addEventListener("change", async () => {
      const looked = look(desk, zone, input);
      desk.looks.set(zone, looked);
      await looked;
      watch(desk, zone, input);
      judge(desk);
    });
    zone.querySelector("[data-turn]").addEventListener("click", () => turn(input));
  }
  for (const box of form.querySelectorAll("input[name=documents]")) box.addEventListener("change", () => judge(desk));
  for (const box of form.querySelectorAll("select[name=age], input[name=override]")) {
    box.addEventListener("change", () => {
      for (const zone of zones) watch(desk, zone, zone.querySelector("input[type=file]"));
      judge(desk);
    });
  }
  form.addEventListener("myphoto:frames", ({ detail: { file, found } }) => { // the photo was judged with frames by hand
    const seen = desk.chosen.get("photo");
    if (!seen || seen.checking || form.elements.photo.files[0] !== file) return;
    seen.found = found;
    judge(desk);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) press(form);
    else if (event.key === "Enter" && event.target.name === "ticket") event.preventDefault(); // of a scanner, after what it read
  });
  form.addEventListener("submit", (event) => {
    if (desk.asked) return;
    event.preventDefault();
    if (!desk.sending) send(desk); // the first press is being sent
  });
  addEventListener("pageshow", () => Object.assign(desk, { sending: false, asked: false }));
  addEventListener("beforeunload", (event) => {
    if (desk.chosen.size > 0 && !desk.sending) event.preventDefault();
  });
  const keys = form.querySelector("[data-keys]");
  if (keys && matchMedia("(hover: hover)").matches) keys.hidden = false;
}

// send submits the form, unless it would be lost: a refused form comes back without its
// files, and one that meets the end of the session does not come back at all.
async function send(desk) {
  const { form } = desk;
  desk.sending = true;
  form.setAttribute("aria-busy", "true");
  await new Promise((next) => setTimeout(next)); // until the event of the press is over, a form takes no other
  await Promise.allSettled(desk.looks.values());
  let faults = missing(desk);
  if (faults.length === 0 && (await isOver())) faults = [[null, form.dataset.over, form.dataset.signIn]];
  form.removeAttribute("aria-busy");
  desk.sending = !complain(form, faults);
  if (!desk.sending) return;
  desk.asked = true;
  press(form);
  announce(form);
}

// press submits the form as its button does.
function press(form) {
  if (form.requestSubmit) form.requestSubmit();
  else form.querySelector("button:not([type=button])").click();
}

// missing lists what the server is sure to refuse, as [field, sentence].
function missing({ form, demands, chosen }) {
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

// isOver asks whether the session has ended, and does not prolong it. Where that is not
// known, the form is sent as ever.
async function isOver() {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch("/studio", {
      method: "HEAD", headers: { "Myphoto-Background": "1" }, redirect: "manual", signal: stop.signal,
    });
    return answer.type === "opaqueredirect" || answer.status === 403; // to the sign-in, or to another profile
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

// announce says once, beside the button, that the upload has begun. The bar has no end:
// only the server knows how far it is.
function announce(form) {
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  const bar = document.createElement("progress");
  bar.className = "desk-progress";
  bar.setAttribute("aria-hidden", "true");
  form.querySelector("button:not([type=button])").after(bar, status);
  status.textContent = form.dataset.leave;
  addEventListener("pageshow", () => { bar.remove(); status.remove(); }, { once: true }); // back after all
}

// look reads the properties of a chosen file and shows it. A later choice overrides an
// earlier one.
async function look(desk, zone, input) {
  const item = zone.dataset.picture;
  const file = input.files[0];
  const preview = zone.querySelector("[data-preview]");
  if (preview.src) URL.revokeObjectURL(preview.src);
  preview.removeAttribute("src");
  preview.hidden = true;
  zone.querySelector("[data-turn]").hidden = true;
  desk.chosen.delete(item);
  if (!file) return;
  const seen = await examine(file);
  if (input.files[0] !== file) return;
  desk.chosen.set(item, seen);
  if (!seen.width) return;
  preview.src = URL.createObjectURL(file);
  preview.hidden = false;
  zone.querySelector("[data-turn]").hidden = false;
}

// turn turns a chosen picture a quarter to the right, without changing its pixels.
async function turn(input) {
  const file = input.files[0];
  const { turned } = await import("./turn.js");
  const upright = await turned(file);
  if (input.files[0] !== file) return;
  const transfer = new DataTransfer();
  transfer.items.add(upright);
  input.files = transfer.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

// watch runs the checks of the server on a chosen picture in the browser, where they
// load: for every document at once, so that ticking one causes no wait. Pictures are
// checked one after the other; one that was replaced meanwhile is skipped.
function watch(desk, zone, input) {
  const item = zone.dataset.picture;
  const seen = desk.chosen.get(item);
  if (!seen?.width) return;
  const file = input.files[0];
  const { age, override } = desk.form.elements;
  const task = {
    language: document.documentElement.lang, item, documents: Object.keys(desk.demands),
    age: age?.value || "adult", reason: override?.value ?? "",
    crops: Object.fromEntries(Array.from(desk.form.querySelectorAll("[data-frame]"), (field) => [field.dataset.frame, field.value])),
  };
  const overtaken = () => desk.chosen.get(item) !== seen || seen.task !== task;
  seen.task = task;
  seen.checking = true;
  seen.found = null; // of the task before
  desk.turn = desk.turn.then(async () => {
    if (overtaken()) return;
    const found = await import("./live.js").then(({ check }) => check(file, task)).catch(() => null);
    if (overtaken()) return;
    seen.checking = false;
    seen.found = found;
    judge(desk);
  });
}

// judge writes beside each picture its measures and what is wrong with them.
function judge(desk) {
  for (const zone of desk.form.querySelectorAll("[data-picture]")) {
    const item = zone.dataset.picture;
    const seen = desk.chosen.get(item);
    const list = zone.querySelector("[data-checks]");
    const lines = seen ? findings(desk, item, seen) : [];
    list.replaceChildren(...lines.map(([tone, text]) => line(desk.form.dataset, tone, text)));
    list.hidden = !seen;
    tell(zone.querySelector("[data-status]"), seen ? summary(desk, item, seen, lines) : "", seen ? offices(desk, item, seen) : "");
  }
}

// tell writes the result of a check, and for screen readers also the lines of the
// list: only where they changed, because what is written again is read out again.
function tell(status, text, more) {
  if (status.textContent === text + more) return;
  status.replaceChildren(text, ...(more ? [heard(more)] : []));
}

// offices returns in one sentence which offices accept the picture, or why it is no
// picture.
function offices(desk, item, seen) {
  if (!seen.width) return findings(desk, item, seen)[0]?.[1] ?? "";
  if (seen.checking || !seen.found) return "";
  return standings(desk, item, seen).map(([, text]) => `. ${text}`).join("");
}

// summary returns how far the check has come, or its result in one sentence.
function summary(desk, item, seen, lines) {
  const say = desk.form.dataset;
  if (!seen.width) return lines.length > 0 ? "" : say.unchecked;
  if (seen.checking) return say.checking;
  if (!seen.found) return say.unchecked;
  if (wanted(desk).length === 0) return say.none;
  if (lines.some(([tone]) => tone === "bad")) return say.foundBad;
  return advised(desk, item, seen, "warn").length > 0 ? say.foundAdvice : say.foundOk;
}

// findings lists what is said about a picture, as [tone, sentence]: what it is, what
// blocks it, what is advised, for which documents it is accepted.
function findings(desk, item, seen) {
  const say = desk.form.dataset;
  const refused = refusal(say, seen);
  if (refused) return [["bad", refused]];
  if (seen.bad) return [["bad", seen.cut ? say.cut : say.bad]];
  if (!seen.width) return [];
  const documents = wanted(desk);
  const lines = [[seen.found ? "ok" : "off", fill(say.fine, { have: sides(seen.width, seen.height), size: size(seen.bytes) })]];
  if (documents.length === 0) lines.push(["wait", say.none]);
  lines.push(...standings(desk, item, seen));
  for (const id of concerned(desk, item)) lines.push(...against(say, desk.demands[id], item, seen));
  for (const text of advised(desk, item, seen, "block")) lines.push(["bad", text]);
  for (const text of advised(desk, item, seen, "warn")) lines.push(["wait", text]);
  if (unsigned(desk, documents)) lines.push(["wait", say.needSignature]);
  return lines;
}

// standings returns a line for each document, whether its office will accept the
// picture, as far as is known; for all documents while none is chosen. A picture that
// was not checked is accepted by none: its measures alone can only be refused.
function standings(desk, item, seen) {
  if (seen.checking) return [];
  const say = desk.form.dataset;
  const ids = wanted(desk).length > 0 ? concerned(desk, item) : Object.keys(desk.demands).filter((id) => desk.demands[id][item]);
  return ids.map((id) => {
    const of = (severity) => seen.found?.some((one) => one.severity === severity && (!one.profile || one.profile === id));
    const named = (sentence) => fill(sentence, { document: desk.demands[id].name });
    if (of("block") || against(say, desk.demands[id], item, seen).length > 0) return ["bad", named(say.refused)];
    if (!seen.found) return null;
    return of("warn") ? ["wait", named(say.okAdvice)] : ["ok", named(say.ok)];
  }).filter(Boolean);
}

// advised returns the sentences of the findings of one severity, each once, with the
// documents that it concerns where those are not all.
function advised(desk, item, seen, severity) {
  const documents = concerned(desk, item);
  const said = new Map();
  for (const one of seen.found ?? []) {
    if (one.severity !== severity || (one.profile && !documents.includes(one.profile))) continue;
    said.set(one.sentence, [...(said.get(one.sentence) ?? []), ...(one.profile ? [one.document] : documents)]);
  }
  if (documents.length === 0) return [];
  return Array.from(said, ([sentence, names]) => (names.length < documents.length ? `${names.join(", ")}: ${sentence}` : sentence));
}

// concerned lists the wanted documents that need a picture of this kind.
function concerned(desk, item) {
  return wanted(desk).filter((id) => desk.demands[id][item]);
}

// unsigned returns whether a document needs a signature that is not chosen yet.
function unsigned({ form, demands, chosen }, documents) {
  const needed = form.dataset.needSignature && !(form.dataset.kept ?? "").split(" ").includes("signature");
  return needed && !chosen.has("signature") && documents.some((id) => demands[id].signature);
}

// wanted lists the ticked documents, or those that the upload already has.
function wanted(desk) {
  if (desk.form.dataset.documents) return desk.form.dataset.documents.split(" ");
  return Array.from(desk.form.querySelectorAll("input[name=documents]:checked"), (box) => box.value);
}

// against compares a picture with the demands of one document, where the checks of
// the server do not run.
function against(say, document, item, seen) {
  if (seen.found) return [];
  const { min_width: width = 0, min_height: height = 0 } = document[item];
  if (seen.width >= width && seen.height >= height) return [];
  return [["bad", fill(say.small, { document: document.name, max: sides(width, height), have: sides(seen.width, seen.height) })]];
}

const signs = { ok: "✔", wait: "!", bad: "✘", off: "·" };

function line(say, tone, text) {
  const one = document.createElement("li");
  one.className = `desk-checks__${tone}`;
  const sign = document.createElement("span");
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = signs[tone];
  one.append(sign, " ");
  const word = { bad: say.markBad, wait: say.markWait }[tone];
  if (word) one.append(heard(`${word}: `));
  one.append(text);
  return one;
}

// repeat shows what was typed in large type, for the client to confirm.
function repeat(echo) {
  const input = document.getElementById(echo.dataset.echo);
  if (!input) return;
  const show = () => {
    let text = input.value.trim();
    if (echo.dataset.echo === "mobile") {
      const digits = text.normalize("NFKC").replace(/\D/g, "").replace(/^(00)?30(?=69)/, "");
      text = digits.replace(/^(\d{3})(\d{1,3})?(\d+)?$/, (_, a, b, c) => [a, b, c].filter(Boolean).join(" "));
    }
    echo.textContent = text;
    echo.hidden = text.length < 5;
  };
  input.addEventListener("input", show);
  addEventListener("pageshow", show); // the browser may have filled it in
  show();
}
