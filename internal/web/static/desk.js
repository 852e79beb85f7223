// The counter's form, made quicker: pictures are looked at before a byte is
// sent, the contact is repeated in large type, Ctrl+Enter sends. The server
// checks everything again and decides; without this file the form works alone.

const limit = 10_000_000;

for (const form of document.querySelectorAll("form[data-desk]")) dress(form);
for (const echo of document.querySelectorAll("[data-echo]")) repeat(echo);

function dress(form) {
  const desk = { form, demands: JSON.parse(form.dataset.demands), chosen: new Map(), sending: false };
  for (const zone of form.querySelectorAll("[data-picture]")) {
    const input = zone.querySelector("input[type=file]");
    input.addEventListener("change", async () => {
      await look(desk, zone, input);
      judge(desk);
      watch(desk, zone, input);
    });
  }
  for (const box of form.querySelectorAll("input[name=documents], select[name=age]")) {
    box.addEventListener("change", () => {
      judge(desk);
      for (const zone of form.querySelectorAll("[data-picture]")) watch(desk, zone, zone.querySelector("input[type=file]"));
    });
  }
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    if (desk.sending) event.preventDefault(); // the first press is on its way
    else if (form.dataset.problem && complain(form, missing(desk))) {
      event.preventDefault();
      return;
    }
    desk.sending = true;
    announce(form);
  });
  addEventListener("pageshow", () => { desk.sending = false; });
  addEventListener("beforeunload", (event) => {
    if (desk.chosen.size > 0 && !desk.sending) event.preventDefault();
  });
  const keys = form.querySelector("[data-keys]");
  if (keys && matchMedia("(hover: hover)").matches) keys.hidden = false;
}

// missing lists what the server would surely refuse, as [field, sentence]: a
// refused form comes back without its files, this page still has them.
function missing({ form, demands }) {
  const say = form.dataset;
  const ticked = (name) => Array.from(form.querySelectorAll(`input[name=${name}]:checked`), (box) => box.value);
  const empty = (name) => !("kept" in say) && form.elements[name].files.length === 0;
  const faults = [];
  const documents = ticked("documents");
  const channels = ticked("channels");
  if (documents.length === 0) faults.push(["documents", say.needDocuments]);
  if (empty("photo")) faults.push(["photo", say.needPhoto]);
  if (empty("signature") && documents.some((id) => demands[id].signature)) faults.push(["signature", say.needSignature]);
  if (channels.length === 0) faults.push(["channels", say.needChannels]);
  const address = (name, right, chosen, need, unchosen) => {
    const typed = form.elements[name].value.trim() !== "";
    if ((chosen || typed) && !right) faults.push([name, need]);
    else if (typed && !chosen && channels.length > 0) faults.push([name, unchosen]);
  };
  const digits = form.elements.mobile.value.replace(/\D/g, "");
  const email = form.elements.email.value.trim();
  address("mobile", /^((00)?30)?69\d{8}$/.test(digits), channels.includes("sms"), say.needMobile, say.unchosenMobile);
  address("email", /^[^\s@]+@[^\s@]+$/.test(email), channels.includes("email"), say.needEmail, say.unchosenEmail);
  if (ticked("agreed").length === 0) faults.push(["agreed", say.needAgreed]);
  return faults;
}

// complain shows the faults before the form, as the server would, and reports
// whether there are any.
function complain(form, faults) {
  const main = form.closest("main");
  main.querySelector(".govgr-error-summary")?.remove();
  if (faults.length === 0) return false;
  const make = (tag, className, ...inside) => {
    const made = document.createElement(tag);
    made.className = className;
    made.append(...inside);
    return made;
  };
  const lines = faults.map(([field, text]) => {
    const link = make("a", "govgr-link", text);
    link.href = `#${field}`;
    return make("li", "", link);
  });
  const title = make("h2", "govgr-heading-s", form.dataset.problem);
  title.id = "error-summary-title";
  const summary = make("div", "govgr-error-summary", title, make("ul", "govgr-list", ...lines));
  summary.setAttribute("role", "alert");
  summary.setAttribute("aria-labelledby", title.id);
  summary.tabIndex = -1;
  main.querySelector("h1").before(summary);
  if (!document.title.startsWith(form.dataset.error)) document.title = `${form.dataset.error} ${document.title}`;
  summary.focus();
  return true;
}

// announce says once that the upload began.
function announce(form) {
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  form.append(status);
  status.textContent = form.dataset.leave;
}

// look reads what a chosen file is: its first bytes, its size, its upright
// pixels. A later choice overtakes an earlier one.
async function look(desk, zone, input) {
  const item = zone.dataset.picture;
  const file = input.files[0];
  const preview = zone.querySelector("[data-preview]");
  if (preview.src) URL.revokeObjectURL(preview.src);
  preview.removeAttribute("src");
  preview.hidden = true;
  desk.chosen.delete(item);
  if (!file) return;
  const seen = { bytes: file.size, jpeg: await isJPEG(file) };
  if (seen.jpeg && file.size <= limit) {
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      seen.width = bitmap.width;
      seen.height = bitmap.height;
      bitmap.close();
    } catch {
      seen.bad = true;
    }
  }
  if (input.files[0] !== file) return;
  desk.chosen.set(item, seen);
  if (!seen.width) return;
  preview.src = URL.createObjectURL(file);
  preview.hidden = false;
}

// watch lets the checks of the server look at a chosen picture here, where they
// load; a later choice overtakes an earlier one.
async function watch(desk, zone, input) {
  const item = zone.dataset.picture;
  const seen = desk.chosen.get(item);
  const documents = wanted(desk);
  if (!seen?.width || documents.length === 0) return;
  const file = input.files[0];
  const asked = [documents.join(" "), desk.form.elements.age?.value].join("/");
  seen.asked = asked;
  let found = null;
  try {
    const { check } = await import("./live.js");
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const task = { language: document.documentElement.lang, item, documents, age: desk.form.elements.age?.value || "adult" };
    found = await check(bitmap, task);
    bitmap.close();
  } catch {
    return; // without the haste, then
  }
  if (!found || desk.chosen.get(item) !== seen || seen.asked !== asked) return;
  seen.found = found;
  judge(desk);
}

async function isJPEG(file) {
  const [a, b, c] = new Uint8Array(await file.slice(0, 3).arrayBuffer());
  return a === 0xff && b === 0xd8 && c === 0xff;
}

// judge writes beside each picture what it measured and what does not fit.
function judge(desk) {
  for (const zone of desk.form.querySelectorAll("[data-picture]")) {
    const seen = desk.chosen.get(zone.dataset.picture);
    const list = zone.querySelector("[data-checks]");
    list.replaceChildren();
    list.hidden = !seen;
    if (seen) list.append(...findings(desk, zone.dataset.picture, seen));
  }
}

function findings(desk, item, seen) {
  const say = desk.form.dataset;
  if (!seen.jpeg) return [line("bad", say.type)];
  if (seen.bytes > limit) return [line("bad", fill(say.big, { max: 10, have: mega(seen.bytes, Math.ceil) }))];
  if (seen.bad) return [line("bad", say.bad)];
  const lines = [line("ok", fill(say.fine, { have: sides(seen.width, seen.height), size: size(seen.bytes) }))];
  const documents = wanted(desk);
  if (documents.length === 0) lines.push(line("wait", say.none));
  for (const id of documents) {
    const told = against(say, desk.demands[id], item, seen);
    lines.push(...told.filter((one) => one.className !== "desk-checks__ok" || !unsigned(desk, [id])));
  }
  for (const { severity, document, sentence } of seen.found ?? []) {
    if (severity !== "info") lines.push(line(severity === "block" ? "bad" : "wait", document ? `${document}: ${sentence}` : sentence));
  }
  if (unsigned(desk, documents)) lines.push(line("wait", say.needSignature));
  return lines;
}

// unsigned reports whether a document asks for a signature not yet chosen; its
// photo alone is not enough.
function unsigned({ form, demands, chosen }, documents) {
  const needed = form.dataset.needSignature && !("kept" in form.dataset);
  return needed && !chosen.has("signature") && documents.some((id) => demands[id].signature);
}

// wanted lists the documents ticked, or those the upload already has.
function wanted(desk) {
  if (desk.form.dataset.documents) return desk.form.dataset.documents.split(" ");
  return Array.from(desk.form.querySelectorAll("input[name=documents]:checked"), (box) => box.value);
}

// against compares a picture with the demands of one document.
function against(say, document, item, seen) {
  const demand = document[item];
  if (!demand) return [];
  const told = (key, max, have) => line("bad", fill(say[key], { document: document.name, max, have }));
  const have = sides(seen.width, seen.height);
  const bad = [];
  if (seen.width < (demand.min_width ?? 0) || seen.height < (demand.min_height ?? 0)) {
    bad.push(told("small", sides(demand.min_width, demand.min_height), have));
  }
  return bad.length > 0 ? bad : [line("ok", fill(say.ok, { document: document.name }))];
}

const signs = { ok: "✔", wait: "!", bad: "✘" };

function line(tone, text) {
  const one = document.createElement("li");
  one.className = `desk-checks__${tone}`;
  const sign = document.createElement("span");
  sign.ariaHidden = "true";
  sign.textContent = signs[tone];
  one.append(sign, ` ${text}`);
  return one;
}

const sides = (width, height) => `${width} × ${height}`;

// mega writes a size in millions of bytes, rounded as the caller says.
function mega(bytes, round) {
  return Math.max(0.1, round(bytes / 100_000) / 10).toLocaleString(document.documentElement.lang);
}

// size writes a size as the server does: 900 B, 412 KB, 2,1 MB.
function size(bytes) {
  const said = (n) => n.toLocaleString(document.documentElement.lang);
  if (bytes < 1000) return `${said(bytes)} B`;
  if (bytes < 999_500) return `${said(Math.round(bytes / 1000))} KB`;
  return `${said(Math.round(bytes / 100_000) / 10)} MB`;
}

function fill(sentence, values) {
  return sentence.replace(/%([a-z]+)/g, (whole, name) => values[name] ?? whole);
}

// repeat shows what was typed in large type, for the client to confirm.
function repeat(echo) {
  const input = document.getElementById(echo.dataset.echo);
  if (!input) return;
  const show = () => {
    let text = input.value.trim();
    if (echo.dataset.echo === "mobile") {
      const digits = text.replace(/\D/g, "").replace(/^(00)?30(?=69)/, "");
      text = digits.replace(/^(\d{3})(\d{1,3})?(\d+)?$/, (_, a, b, c) => [a, b, c].filter(Boolean).join(" "));
    }
    echo.textContent = text;
    echo.hidden = text.length < 5;
  };
  input.addEventListener("input", show);
  show();
}
