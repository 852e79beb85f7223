// Puts into words what the checks found about the chosen pictures, in the sentences of
// the server.

import { heard } from "./complain.js";
import { fill, refusal, sides, size } from "./picture.js";

// judge writes beside each picture its measures and what is wrong with them, and offers
// to acknowledge the advice.
export function judge(desk) {
  for (const zone of desk.form.querySelectorAll("[data-picture]")) {
    const item = zone.dataset.picture;
    const seen = desk.chosen.get(item);
    const list = zone.querySelector("[data-checks]");
    const lines = seen ? findings(desk, item, seen) : [];
    list.replaceChildren(...lines.map(([tone, text]) => line(desk.form.dataset, tone, text)));
    list.hidden = !seen;
    tell(zone.querySelector("[data-status]"), seen ? summary(desk, item, seen, lines) : "", seen ? offices(desk, item, seen) : "");
  }
  acknowledge(desk);
}

// acknowledge shows the box of the advice where there is some, and says in the form which
// advice that is: what is shown beside the pictures, and what the server has told. An
// acknowledgement does not hold for advice that comes later.
function acknowledge({ form, chosen, demands, told }) {
  const part = form.querySelector("[data-advice]");
  if (!part) return;
  const { acknowledged, seen } = form.elements;
  const keys = Array.from(chosen, ([item, { found }]) => (found ?? [])
    .filter((one) => one.severity === "warn" && concerned({ form, demands }, item).some((id) => !one.profile || one.profile === id))
    .map((one) => `${item}/${one.profile ?? ""}/${one.code}`)).flat();
  const all = Array.from(new Set([...keys, ...(told?.seen ?? form.dataset.told?.split(" ") ?? [])])).filter(Boolean);
  const before = seen.value.split(" ");
  if (acknowledged.checked && all.some((key) => !before.includes(key))) acknowledged.checked = false;
  seen.value = all.join(" ");
  part.hidden = all.length === 0;
  if (part.hidden) acknowledged.checked = false;
  const list = part.querySelector("[data-told]");
  list.hidden = !told?.advice.length;
  list.replaceChildren(...(told?.advice ?? []).map((text) => line(form.dataset, "wait", text)));
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
