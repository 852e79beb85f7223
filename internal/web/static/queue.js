// The clients of this page. There is one form, which is shown for one client at a time;
// each client has everything typed and chosen in it, an idempotency key, an address to
// send to, and a card. What is sent is taken from the form at the moment of the press.

import { draw, makeCard, picture, refuse } from "./cards.js";
import { complain } from "./complain.js";
import { blank, put, taken } from "./fields.js";
import { fill } from "./picture.js";
import { chosen, keep, kept, offer } from "./remember.js";
import { send } from "./send.js";
import { clientsOf } from "./sort.js";
import { follow } from "./today.js";

const carried = /^(?:documents|channels)=|^age$/; // choices that the next client begins with
const longestNote = 60; // characters, as the server takes
const underway = ["waiting", "sending", "checking"];
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("myphoto-session") : null;

// openQueue makes a queue of the form and its column. barred asks whether the service would
// turn away whatever is sent; refresh writes again what depends on more than the form's fields.
export function openQueue(form, column, { barred, refresh }) {
  const queue = { form, column, say: column.dataset, clients: [], done: [], made: 0, now: null, leaving: false, stays: false, barred, refresh };
  queue.now = Object.assign(add(queue, { key: form.elements.idempotency_key.value }), { state: "begun", held: null });
  if (!form.querySelector("input[name=documents]:checked")) offer(form, kept(queue.say.counter));
  attend(queue, column.querySelector("[data-stay]"));
  column.querySelector("[data-only-scripts]").hidden = false;
  column.querySelector("[data-new-client]").addEventListener("click", () => begin(queue));
  const many = column.querySelector("[data-many]");
  many.addEventListener("change", () => {
    const files = Array.from(many.files);
    many.value = "";
    if (files.length > 0) take(queue, { files, folders: [] });
  });
  form.elements.photo.addEventListener("change", ({ detail }) => {
    if (detail !== "restored") picture(queue.now.card, form.elements.photo.files[0]);
  });
  addEventListener("dropped", (event) => {
    event.preventDefault();
    take(queue, event.detail);
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && queue.leaving) location.reload(); // its form was sent
  });
  addEventListener("beforeunload", (event) => {
    if (!queue.leaving && queue.clients.some((client) => wouldBeLost(queue, client))) event.preventDefault();
  });
  follow(queue, (client) => remove(queue, client));
  draw(queue);
  return queue;
}

// attend lets the photographer choose whether the page waits for the next client when one
// is sent, and remembers it.
function attend(queue, box) {
  const { counter } = queue.say;
  box.checked = kept(counter)?.stay === true;
  queue.stays = box.checked;
  box.addEventListener("change", () => {
    queue.stays = box.checked || queue.made > 1;
    keep(counter, { ...kept(counter), stay: box.checked });
  });
}

// add makes a client with a card. The name of a file is the first note about its client.
function add(queue, { name = "", key = newKey(), photo = null, signature = null }) {
  const n = ++queue.made;
  const held = { values: null, files: new Map([["photo", photo ? [photo] : []], ["signature", signature ? [signature] : []]]) };
  const client = {
    name: name || fill(queue.say.client, { n }), label: noteOf(name), stamps: [photo, signature].filter(Boolean).map(stamp),
    key, action: queue.form.action, state: "new", held, faults: [], told: null, note: "", part: 0,
  };
  queue.clients.push(client);
  queue.stays ||= n > 1; // whoever works on several clients keeps the page
  client.card = makeCard(queue, client, photo, { choose: () => choose(queue, client), remove: () => remove(queue, client) });
  return client;
}

// noteOf returns the name of a file as a note, without what the server takes in no text.
function noteOf(name) {
  return Array.from(name.normalize("NFC").replace(/\p{C}/gu, "").trim()).slice(0, longestNote).join("").trim();
}

// wouldBeLost reports whether leaving the page loses something of a client.
function wouldBeLost({ form, now }, client) {
  if (client.state === "sent") return false;
  const { files } = client === now ? taken(form) : client.held;
  return underway.includes(client.state) || [...files.values()].some((list) => list.length > 0);
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// begin shows a client to whom nothing belongs yet.
function begin(queue) {
  if (!isEmpty(queue)) show(queue, queue.clients.find(isUntouched) ?? add(queue, {}));
  queue.form.elements.photo.focus();
}

function isUntouched({ state, held }) {
  return state === "new" && held && [...held.files.values()].every((list) => list.length === 0);
}

// take makes clients of dropped files. The form that is still empty is that of the first.
async function take(queue, { files, folders }) {
  const known = stampsOf(queue);
  const rules = { say: queue.say, pictures: queue.form.dataset, isTaken: (file) => known.has(stamp(file)) };
  const sorted = await clientsOf({ files, folders }, rules);
  refuse(queue, sorted.refused);
  if (sorted.clients.length === 0) return;
  const empty = isEmpty(queue) ? queue.now : null;
  const made = sorted.clients.map((one) => add(queue, one));
  queue.column.querySelector("[data-news]").textContent = fill(queue.say.taken, { n: made.length });
  if (empty) drop(queue, empty, made[0]);
  else if (underway.includes(queue.now.state)) show(queue, made[0]);
  draw(queue);
}

// stamp names a file as it lies on the disk.
const stamp = ({ name, size, lastModified }) => [name, size, lastModified].join("/");

// stampsOf returns the stamps of the files that clients of the page have or had: those that
// were dropped, also where they were turned since, and those in the form.
function stampsOf({ form, clients, done }) {
  const chosen = [...taken(form).files.values(), ...clients.flatMap(({ held }) => [...(held?.files.values() ?? [])])].flat();
  return new Set([...done, ...clients.flatMap(({ stamps }) => stamps), ...chosen.map(stamp)]);
}

// isEmpty reports whether nothing of a client is in the form, but for choices.
function isEmpty({ form, now }) {
  const { values, files } = taken(form);
  const typed = Array.from(blank(form).values).some(([key, value]) => !carried.test(key) && key !== "seen" && values.get(key) !== value);
  return !typed && !underway.includes(now.state) && [...files.values()].every((list) => list.length === 0);
}

// drop takes the place of an empty client with the first of those that were dropped.
function drop(queue, empty, first) {
  show(queue, first);
  remove(queue, empty);
}

// choose shows the client of a card, with what was wrong about it.
function choose(queue, client) {
  if (queue.form.hasAttribute("aria-busy") && !underway.includes(queue.now.state)) return; // its press is being judged
  show(queue, client);
  if (!complain(queue.form, client.faults)) queue.form.elements.mobile.focus();
}

// show puts the form of a client in the place of the one that is shown.
function show(queue, client) {
  const { form, now } = queue;
  if (client === now || client.state === "sent") return;
  const left = taken(form);
  if (now.state !== "sent") now.held = left;
  const values = client.held.values ?? new Map([...blank(form).values, ...[...left.values].filter(([key]) => carried.test(key)), ["label", client.label]]);
  const { files } = client.held;
  queue.now = client;
  client.held = null;
  complain(form, []);
  put(form, { values, files });
  if (client.state === "new") client.state = "begun";
  lock(queue);
  queue.refresh();
  draw(queue);
}

// lock keeps the form from being changed while what it shows is on its way.
function lock({ form, now }) {
  form.inert = underway.includes(now.state);
  if (form.inert) form.setAttribute("aria-busy", "true");
  else form.removeAttribute("aria-busy");
}

function remove(queue, client) {
  const at = queue.clients.indexOf(client);
  if (at < 0 || underway.includes(client.state) || queue.clients.length === 1) return;
  queue.clients.splice(at, 1);
  client.card.item.remove();
  if (client === queue.now) {
    queue.now = { state: "sent", held: null }; // nothing of it is kept
    show(queue, queue.clients.find(({ state }) => state !== "sent") ?? add(queue, {}));
  }
  draw(queue);
}

// dispatch sends the client that the form shows, and shows the next one.
export function dispatch(queue) {
  const { form, now: client } = queue;
  const body = new FormData(form);
  body.set("idempotency_key", client.key);
  Object.assign(client, { state: "waiting", faults: [], note: "", part: 0, choices: chosen(form) });
  const label = form.elements.label.value.trim();
  if (label) client.name = label;
  run(queue, client, body);
  lock(queue);
  const next = queue.clients.find(({ state }) => ["new", "begun"].includes(state)) ?? (queue.stays ? add(queue, {}) : null);
  if (next) {
    show(queue, next);
    form.elements[isUntouched({ ...next, state: "new", held: taken(form) }) ? "photo" : "mobile"].focus();
  }
  draw(queue);
}

async function run(queue, client, body) {
  const no = await queue.barred();
  if (no) return settle(queue, client, no);
  const answer = await send(client.action, body, ({ tried, part }) => {
    client.note = tried ? fill(queue.say.again, { i: tried }) : client.note;
    if (part === undefined) return;
    client.part = part;
    client.state = part === 1 ? "checking" : "sending";
    draw(queue);
  });
  settle(queue, client, answer);
}

// settle takes the answer about a client.
function settle(queue, client, { status, told, left }) {
  if (left > 0) tabs?.postMessage(Date.now() + left * 1000); // sending has prolonged the session
  const { form, say } = queue;
  const alone = !queue.stays;
  client.note = "";
  if (told) {
    client.key = newKey(); // the form was dealt with under the other one
    if (told.state === "draft") Object.assign(client, { action: told.href, href: told.href, told });
  }
  if (told?.state === "sent") return sent(queue, client, told, alone);
  if (alone && status === 200 && told?.state === "draft") return leave(queue, told.href); // its page shows the verdict
  client.state = outcome(status, told);
  client.faults = faultsOf(queue, client, status, told);
  client.note = client.faults[0]?.[1] ?? ""; // the form says them all
  if (client === queue.now) {
    lock(queue);
    queue.refresh();
    complain(form, client.faults);
  }
  tell(queue, client);
  draw(queue);
}

// outcome returns the state of a client who was not sent.
function outcome(status, told) {
  if (status === 403) return "lost";
  if (told) return told.faults.length > 0 ? "refused" : "advised";
  return [200, 401].includes(status) ? "over" : "lost";
}

// barring lists what to say of an answer that turns away whatever is sent, as complain
// shows it; nothing of null.
export function barring({ dataset }, answer) {
  if (!answer) return [];
  if (answer.status !== 403) return [[null, dataset.over, dataset.signIn]];
  return [[null, fill(dataset.denied, { why: answer.told?.faults?.[0]?.text ?? dataset.noAccess })]];
}

// faultsOf lists what was wrong, as complain shows it.
function faultsOf({ form, say }, client, status, told) {
  if (client.state === "over" || status === 403) return barring(form, { status, told });
  if (!told) return [[null, [0, 502, 503, 504].includes(status) ? say.whyLost : fill(say.whyFailed, { status })]];
  if (told.faults.length === 0) return [["acknowledged", say.whyAdvised]];
  return told.faults.map(({ field, text }) => [field || null, text]);
}

// sent ends a client: but for the small picture of its card and the stamps of its files,
// nothing of it stays in the page's memory.
function sent(queue, client, told, alone) {
  keep(queue.say.counter, { ...kept(queue.say.counter), ...client.choices });
  if (alone) return leave(queue, told.href);
  queue.done.push(...client.stamps);
  Object.assign(client, { state: "sent", href: told.href, held: null, told: null, at: Date.now() });
  if (client === queue.now) show(queue, add(queue, {}));
  tell(queue, client);
  draw(queue);
}

// leave goes to the page of a client. The files that the service has now are not left to
// the browser: whoever comes back would find them in the form of the next client.
function leave(queue, href) {
  queue.leaving = true;
  for (const field of queue.form.elements) if (field.type === "file") field.value = "";
  location.assign(href);
}

// tell announces what became of a client.
function tell({ column, say }, { name, state }) {
  column.querySelector("[data-news]").textContent = `${name}: ${say[state]}`;
}
