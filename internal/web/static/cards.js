// The cards of the clients of this page, and the bar beside the button of the form.

import { heard } from "./complain.js";
import { fill } from "./picture.js";

const tones = { new: "off", begun: "wait", waiting: "wait", sending: "wait", checking: "wait", sent: "ok", refused: "bad", advised: "wait", lost: "bad", over: "bad" };
const wrong = ["refused", "advised", "lost", "over"];
const moving = ["waiting", "sending", "checking"];
const side = 96; // pixels of a small picture, for dense screens

let painting = Promise.resolve();

// makeCard puts the card of a client into the column.
export function makeCard({ column, say }, client, photo, { choose, remove }) {
  const card = {
    item: make("li", "desk-queue__item desk-client"), thumb: make("canvas", "desk-client__thumb"), name: make("button", "desk-client__choose"),
    tag: make("span", "app-tag"), note: make("p", "desk-queue__line"), bar: bar(), out: make("button", "desk-client__choose"), link: make("a", "govgr-link"),
  };
  Object.assign(card.name, { type: "button", onclick: choose });
  Object.assign(card.out, { type: "button", onclick: remove, textContent: say.remove });
  Object.assign(card.link, { target: "_blank", textContent: say.open });
  card.thumb.setAttribute("aria-hidden", "true");
  const state = make("p", "desk-queue__line");
  const acts = make("p", "desk-queue__line");
  state.append(card.tag);
  acts.append(card.out, card.link);
  const words = make("div", "desk-client__words");
  words.append(card.name, state, card.bar, card.note, acts);
  card.item.append(card.thumb, words);
  column.querySelector("[data-list]").append(card.item);
  if (photo) picture(card, photo);
  return card;
}

// picture shows a photo small on a card, or none. They are painted one at a time: each
// takes the memory of all its pixels.
export function picture({ thumb }, photo) {
  painting = painting.then(() => {
    thumb.width = thumb.height = side; // nothing of the one before
    return photo && paint(thumb, photo);
  }).catch(() => {});
}

function make(tag, className) {
  return Object.assign(document.createElement(tag), { className });
}

function bar() {
  const made = make("progress", "desk-progress");
  made.max = 100;
  return made;
}

async function paint(canvas, photo) {
  const whole = await createImageBitmap(photo);
  const scale = side / Math.min(whole.width, whole.height);
  const [width, height] = [whole.width * scale, whole.height * scale];
  canvas.getContext("2d").drawImage(whole, (side - width) / 2, 0, width, height);
  whole.close();
}

// draw shows the state of every client. Cards appear with the second client.
export function draw(queue) {
  const { column, clients, now, form } = queue;
  column.querySelector("[data-list]").hidden = clients.length < 2;
  for (const client of clients) drawCard(queue, client);
  drawBeside(form, queue.say, now);
  drawAbove(queue);
}

function drawCard({ say, now }, client) {
  const { item, name, tag, note, out, link } = client.card;
  const { state } = client;
  item.classList.toggle("desk-client--now", client === now);
  write(name, client.name);
  if (client === now) name.setAttribute("aria-current", "true");
  else name.removeAttribute("aria-current");
  tag.className = `app-tag app-tag--${tones[state]}`;
  write(tag, fill(say[state], { percent: Math.round(client.part * 100) }));
  write(note, client.note);
  note.hidden = client.note === "";
  move(client.card.bar, client, say);
  out.hidden = moving.includes(state) || state === "sent";
  if (!out.hidden && out.children.length === 0) out.append(heard(`: ${client.name}`));
  link.hidden = !client.href;
  if (client.href && link.getAttribute("href") !== client.href) {
    link.href = client.href;
    link.append(heard(`: ${client.name}`));
  }
  if (state === "sent") name.disabled = true;
}

// move sets a bar: how much has left, without a measure while the server checks.
function move(bar, { state, part, name }, say) {
  bar.hidden = !moving.includes(state);
  bar.setAttribute("aria-label", fill(say.bar, { client: name }));
  if (state === "sending") bar.value = Math.round(part * 100);
  else bar.removeAttribute("value");
}

// drawBeside shows beside the button how far the shown client is.
function drawBeside(form, say, now) {
  const button = form.querySelector("button:not([type=button])");
  let [beside, status] = [form.querySelector("button + .desk-progress"), form.querySelector("[data-sending]")];
  if (!status) {
    [beside, status] = [bar(), make("p", "desk-sending")];
    status.setAttribute("role", "status");
    status.dataset.sending = "";
    button.after(beside, status);
  }
  move(beside, now, say);
  const words = now.note || (now.state === "checking" ? say.checking : form.dataset.leave);
  write(status, moving.includes(now.state) ? words : "");
}

// drawAbove names the shown client at the beginning of the form, and the others who were
// not sent: where the cards stand below the form, nothing else of them is in sight.
function drawAbove({ form, say, clients, now }) {
  let above = form.querySelector("[data-now]");
  if (!above) {
    above = make("p", "desk-form__client");
    above.dataset.now = "";
    above.append(make("strong", ""), make("span", "desk-form__others"));
    form.prepend(above);
  }
  above.hidden = clients.length < 2;
  const others = clients.filter((client) => client !== now && wrong.includes(client.state));
  write(above.firstChild, now.name);
  write(above.lastChild, others.map(({ name, state }) => `${say[state]}: ${name}`).join(" · "));
}

// write sets a text where it changed: what is written again is read out again.
function write(element, text) {
  if (element.firstChild?.nodeValue !== text) element.textContent = text;
}

// refuse lists the dropped files that were not kept.
export function refuse({ column, say }, sentences) {
  const place = column.querySelector("[data-not-kept]");
  place.hidden = sentences.length === 0;
  const list = make("ul", "govgr-list");
  list.append(...sentences.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  const title = Object.assign(document.createElement("strong"), { textContent: say.dropRefused });
  place.querySelector("[data-why]").replaceChildren(title, list);
}
