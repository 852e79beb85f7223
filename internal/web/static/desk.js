// Makes the counter's form quicker: pictures are checked before they are sent, the
// contact is repeated in large type, Ctrl+Enter sends. The server checks everything
// again and decides; without this file the form works alone.

import { complain } from "./complain.js";
import { judge } from "./judge.js";
import { missing } from "./missing.js";
import { examine } from "./picture.js";
import { barring, dispatch, openQueue } from "./queue.js";

const patience = 4000; // ms for the answer whether the session lasts

// known is what was found out about files, so that a client who is shown again is not
// checked again.
const known = new WeakMap();

for (const form of document.querySelectorAll("form[data-desk]")) dress(form);
for (const echo of document.querySelectorAll("[data-echo]")) repeat(echo);

function dress(form) {
  const desk = {
    form, demands: JSON.parse(form.dataset.demands), chosen: new Map(), looks: new Map(), turn: Promise.resolve(),
    sending: false, asked: false, queue: null, get told() { return this.queue?.now.told; },
  };
  const zones = form.querySelectorAll("[data-picture]");
  for (const zone of zones) {
    const input = zone.querySelector("input[type=file]");
    input.addEventListener("change", async ({ detail }) => {
      if (desk.queue && detail !== "restored") desk.queue.now.told = null; // it was about the other picture
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
  for (const kind of ["keydown", "keypress"]) form.addEventListener(kind, (event) => pressed(form, event));
  form.addEventListener("click", (event) => {
    if (event.detail > 1 && event.target.closest("button:not([type=button])")) event.preventDefault(); // a double click is one press
  });
  form.addEventListener("submit", (event) => {
    if (desk.asked) return;
    event.preventDefault();
    if (!desk.sending) send(desk); // the first press is being sent
  });
  addEventListener("pageshow", () => Object.assign(desk, { sending: false, asked: false }));
  addEventListener("beforeunload", (event) => {
    if (!desk.queue && desk.chosen.size > 0 && !desk.sending) event.preventDefault();
  });
  if (form.elements.seen) form.dataset.told = form.elements.seen.value;
  const column = document.querySelector("[data-clients]");
  if (column) desk.queue = openQueue(form, column, { barred, refresh: () => judge(desk) });
  const keys = form.querySelector("[data-keys]");
  if (keys && matchMedia("(hover: hover)").matches) keys.hidden = false;
}

// send submits the form, unless it would be lost: a refused form comes back without its
// files, and one that meets the end of the session does not come back at all.
async function send(desk) {
  const { form } = desk;
  const client = desk.queue?.now;
  desk.sending = true;
  form.setAttribute("aria-busy", "true");
  await new Promise((next) => setTimeout(next)); // until the event of the press is over, a form takes no other
  await settled(desk);
  let faults = missing(desk);
  if (desk.queue) {
    desk.sending = false;
    if (desk.queue.now !== client) return; // another client is shown since
    form.removeAttribute("aria-busy");
    if (!complain(form, faults)) dispatch(desk.queue);
    return;
  }
  if (faults.length === 0) faults = barring(form, await barred());
  form.removeAttribute("aria-busy");
  desk.sending = !complain(form, faults);
  if (!desk.sending) return;
  desk.asked = true;
  press(form);
  announce(form);
}

// settled waits until every chosen file was looked at, also those chosen meanwhile.
async function settled({ looks }) {
  for (let before = []; before.length !== looks.size || before.some((one) => !Array.from(looks.values()).includes(one));) {
    before = Array.from(looks.values());
    await Promise.allSettled(before);
  }
}

// pressed sends the form at Ctrl+Enter. The browser would send it once more at the same
// key, and again while Enter is held: by then the form may be that of another client. A
// scanner types Enter after what it read from a ticket.
function pressed(form, event) {
  const { key, repeat, target, type } = event;
  const sends = event.ctrlKey || event.metaKey;
  if (key !== "Enter" || (!sends && target.name !== "ticket" && !(repeat && target.matches("input")))) return;
  event.preventDefault();
  if (sends && type === "keydown" && !repeat) press(form);
}

// press submits the form as its button does.
function press(form) {
  if (form.requestSubmit) form.requestSubmit();
  else form.querySelector("button:not([type=button])").click();
}

// barred asks whether the service would turn away whatever is sent, and does not prolong
// the session. It returns { status, told } as of a form: 401 where the session has ended,
// 403 with the words of the service where the right is gone. Where that is not known, it
// returns null, and the form is sent as ever.
async function barred() {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  const ask = (method) => fetch("/studio", {
    method, headers: { "Accept": "application/json", "Myphoto-Background": "1" }, redirect: "manual", signal: stop.signal,
  });
  try {
    const { type, status } = await ask("HEAD");
    if (type === "opaqueredirect") return { status: 401, told: null }; // to the sign-in
    return status === 403 ? { status, told: await (await ask("GET")).json().catch(() => null) } : null; // HEAD has no words
  } catch {
    return null;
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
  const seen = known.get(file) ?? (await examine(file));
  if (input.files[0] !== file) return;
  known.set(file, seen);
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
  if (seen.found && JSON.stringify(seen.task) === JSON.stringify(task)) return;
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
