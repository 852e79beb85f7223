// What was typed outlives the end of the session, in this tab alone: it is sealed with a
// key that the server gives to this person and to nobody else, and filled in again when
// the same person opens the page. Files cannot be kept.

const box = document.querySelector("#session");
const place = `form ${location.pathname}`;
const longest = 24 * 3600 * 1000;
const never = ["hidden", "file", "password", "submit", "button", "image", "reset"];

async function sealing() {
  const secret = Uint8Array.from(atob(box.dataset.key), (c) => c.charCodeAt(0));
  const digest = await crypto.subtle.digest("SHA-256", secret);
  return crypto.subtle.importKey("raw", digest, "AES-GCM", false, ["encrypt", "decrypt"]);
}

// fields are those that a person fills in. A box whose answer is asked anew each time,
// and a one-time code, are none.
function fields() {
  const all = [...document.querySelectorAll("main form[method=post]")].flatMap((form) => [...form.elements]);
  return all.filter((field) => {
    const ticked = field.type === "checkbox" || field.type === "radio";
    return field.name && !never.includes(field.type) && field.autocomplete !== "one-time-code" && !(ticked && field.autocomplete === "off");
  });
}

const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

function isChanged(field) {
  if (isTicked(field)) return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
}

// keep seals what was typed. It fails nobody: without storage nothing is kept.
export async function keep() {
  try {
    const typed = fields().filter(isChanged).map((field) => [field.name, field.value, isTicked(field) ? field.checked : null]);
    if (typed.length === 0) return;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify({ at: Date.now(), typed }));
    const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await sealing(), text));
    sessionStorage.setItem(place, JSON.stringify([[...iv], [...sealed]]));
  } catch {
    // Private windows may have no storage, old browsers no sealing.
  }
}

async function restore() {
  const kept = sessionStorage.getItem(place);
  if (!kept) return;
  sessionStorage.removeItem(place);
  const [iv, sealed] = JSON.parse(kept).map((list) => new Uint8Array(list));
  const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await sealing(), sealed);
  const { at, typed } = JSON.parse(new TextDecoder().decode(open));
  if (Date.now() - at > longest) return;
  let filled;
  for (const [name, value, ticked] of typed) {
    const field = fields().find((one) => one.name === name && (ticked === null || one.value === value));
    if (!field) continue;
    if (ticked === null) field.value = value;
    else field.checked = ticked;
    for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
    filled ??= field;
  }
  if (filled) tell(filled.form);
}

function tell(form) {
  const note = document.createElement("p");
  note.className = "govgr-blockquote";
  note.setAttribute("role", "status");
  form.before(note);
  note.textContent = box.dataset.kept;
}

// Somebody else's stay sealed, and are gone.
restore().catch(() => {});
