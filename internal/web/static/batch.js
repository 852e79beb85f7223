// A batch: <form data-batch> takes a table and many pictures. With script the pictures go
// in several requests of a few megabytes, those that the rows wait for alone, with a bar
// that shows how many have gone; what a broken line cut off goes again, and a page that
// was left goes on where it stopped. Without script one form takes what fits in it.

const groupBytes = 12_000_000;
const groupFiles = 6;
const waits = [1000, 2000, 4000]; // before a request is made again

for (const form of document.querySelectorAll("form[data-batch]")) {
  const folder = form.querySelector("[data-batch-folder]");
  if (folder) folder.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form);
  });
  form.addEventListener("change", (event) => changed(form, event.target));
  const again = form.querySelector("[data-batch-again]");
  again.addEventListener("click", () => (form.state.done ? location.assign(form.state.address) : run(form)));
}

// changed forgets what another choice of files makes untrue. Another table is another
// batch.
function changed(form, input) {
  if (!form.state) return;
  form.state.done = false;
  form.querySelector("[data-batch-again]").hidden = true;
  if (input.name !== "table") return;
  form.state = null;
  form.elements.idempotency_key.value = Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
}

// run makes the batch where it is not made yet, and sends the pictures.
async function run(form) {
  const state = form.state ??= form.dataset.batch ? stateOf(form.action, form) : { address: "" };
  const files = Array.from(form.querySelectorAll("input[type=file]:not([name=table])"), (input) => Array.from(input.files)).flat();
  const busy = new AbortController();
  addEventListener("beforeunload", (event) => event.preventDefault(), { signal: busy.signal });
  begin(form, true);
  try {
    if (!state.address) await create(form, state);
    const left = await sendAll(form, state, files);
    busy.abort();
    if (left === "") return location.assign(state.address);
    state.done = true;
    tell(form, left);
  } catch (fault) {
    tell(form, fault instanceof Told ? fault.message : form.dataset.broken);
  }
  busy.abort();
  begin(form, false);
}

// Told is a fault that has its sentence.
class Told extends Error {}

function begin(form, busy) {
  const part = form.querySelector("[data-batch-progress]");
  part.hidden = false;
  for (const one of form.querySelectorAll("button")) one.disabled = busy;
  const again = form.querySelector("[data-batch-again]");
  again.hidden = busy || !form.state.address;
  again.textContent = form.state.done ? form.dataset.see : form.dataset.more;
  if (busy) form.querySelector("[data-batch-error]").hidden = true;
}

function tell(form, text) {
  const error = form.querySelector("[data-batch-error]");
  error.textContent = text;
  error.hidden = false;
}

// create sends the table alone, and learns which files its rows name.
async function create(form, state) {
  const body = new FormData(form);
  body.delete("files");
  const answer = await ask(form, form.action, body);
  if (!/\/studio\/batch\/bat_/.test(answer.address)) throw new Told(reasonIn(answer.page) || form.dataset.broken);
  Object.assign(state, stateOf(answer.address, answer.page.querySelector("form[data-batch]")));
}

// stateOf returns where files go, which may come, and those of all rows: a folder that is
// chosen again has files that came already.
function stateOf(address, form) {
  const names = (text) => isOf(JSON.parse(text ?? "[]"));
  return { address, wanted: names(form?.dataset.batch), known: names(form?.dataset.known) };
}

// sendAll sends the files that rows wait for, a photo and its signature one after the
// other. It returns what is to be said of the others.
async function sendAll(form, state, files) {
  if (files.length === 0) return "";
  const wanted = files.filter(state.wanted);
  const taken = wanted.filter((file) => file.size <= Number(form.dataset.max));
  const extra = files.filter((file) => !state.wanted(file) && !state.known(file));
  if (extra.length === files.length) throw new Told(form.dataset.none);
  taken.sort((a, b) => (key(a.name) < key(b.name) ? -1 : 1));
  const left = new Set();
  let done = 0;
  progress(form, done, taken.length);
  for (const group of groups(taken)) {
    const body = new FormData();
    for (const file of group) body.append("files", file, file.name);
    const before = done;
    const answer = await ask(form, state.address, body, (part) => progress(form, before + part * group.length, taken.length));
    const reason = answer.status < 400 ? "" : reasonIn(answer.page) || form.dataset.broken;
    if (answer.status === 422) left.add(reason); // the others of the group are kept
    else if (reason) throw new Told(reason);
    done += group.length;
    progress(form, done, taken.length);
  }
  tellOf(left, form.dataset.big, wanted.filter((file) => !taken.includes(file)));
  tellOf(left, form.dataset.extra, extra);
  return Array.from(left).join(". ");
}

// isOf returns what tells the files that rows name: by the whole name, without the
// extension where a row has none, or as the signature of a photo.
function isOf(names) {
  const keys = new Set(names.map(key));
  const stems = new Set(names.map((name) => stem(key(name))));
  return (file) => {
    const own = key(file.name);
    return keys.has(own) || keys.has(stem(own)) || (stem(own).endsWith("_sig") && stems.has(stem(own).slice(0, -4)));
  };
}

function tellOf(left, sentence, files) {
  const names = files.map((file) => file.name);
  if (names.length > 0) left.add(sentence.replace("%n", names.length).replace("%names", () => names.slice(0, 10).join(", ")));
}

const key = (name) => name.normalize("NFC").toLowerCase().replaceAll("ς", "σ");
const stem = (own) => own.replace(/(.)\.[^.]*$/, "$1");

function* groups(files) {
  let group = [];
  let bytes = 0;
  for (const file of files) {
    if (group.length === groupFiles || (group.length > 0 && bytes + file.size > groupBytes)) {
      yield group;
      [group, bytes] = [[], 0];
    }
    group.push(file);
    bytes += file.size;
  }
  if (group.length > 0) yield group;
}

function progress(form, done, all) {
  const bar = form.querySelector("progress");
  bar.max = all;
  bar.value = done;
  const text = form.dataset.sending.replace("%done", Math.floor(done)).replace("%all", all);
  const status = form.querySelector("[data-batch-status]");
  if (status.textContent !== text) status.textContent = text;
}

// ask makes a request, and makes it again where the line breaks or the service is busy:
// files that came already change nothing.
async function ask(form, address, body, part) {
  for (let n = 0; ; n++) {
    try {
      const answer = await post(address, body, part);
      if (/\/login/.test(new URL(answer.address).pathname)) throw new Told(form.dataset.over);
      if (answer.status !== 503 || n === waits.length) return answer;
    } catch (fault) {
      if (fault instanceof Told || n === waits.length) throw fault;
    }
    await new Promise((resolve) => setTimeout(resolve, waits[n]));
  }
}

function post(address, body, part) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("Accept", "text/html");
    request.responseType = "document";
    if (part) request.upload.addEventListener("progress", (event) => event.lengthComputable && part(event.loaded / event.total));
    request.addEventListener("load", () => resolve({ status: request.status, address: request.responseURL, page: request.response }));
    request.addEventListener("error", () => reject(new Error("network")));
    request.addEventListener("abort", () => reject(new Error("network")));
    request.send(body);
  });
}

// reasonIn returns what the summary of errors of a page says, or the message of a page
// that is only that.
function reasonIn(page) {
  const lines = Array.from(page?.querySelectorAll(".govgr-error-summary li") ?? [], (one) => one.textContent.trim());
  return lines.join(". ") || page?.querySelector("main h1")?.textContent.trim() || "";
}
