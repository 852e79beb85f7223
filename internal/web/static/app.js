// Small enhancements of every page. Each one enhances markup that works alone.

const all = (selector) => document.querySelectorAll(selector);

// The result of a form, errors or success, gets the focus, so that it is read first.
document.querySelector("[data-autofocus]")?.focus();

// A second press within two seconds is a mistake: it would abort the first request
// and lose its answer. A form whose submission was prevented does not count.
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (Date.now() - Number(form.dataset.sent ?? 0) < 2000) event.preventDefault();
  else form.dataset.sent = String(Date.now());
});

// A change of the language keeps what was typed: it is stored in this tab for the
// next page alone, whichever page that is. Not stored are code numbers and one-time
// codes, because they are secrets; a consent, because it is given to the words that
// were read; and files, because no page can pass them on (the counter's form asks
// before it is left).
const unkept = "[type=hidden], [type=file], [type=password], [data-code], [name=ticket], [autocomplete=one-time-code], [name=consent], [name=confirm]";
const waits = "typed";
const plain = location.pathname.replace(/^\/en(?=\/|$)/, "") || "/";

function keepable() {
  const fields = Array.from(all("main form input, main form select, main form textarea"));
  return fields.filter((field) => !field.matches(unkept)).map((field) => {
    const ticked = field.matches("[type=checkbox], [type=radio]");
    return { field, is: ticked ? "checked" : "value", key: ticked ? `${field.name}=${field.value}` : field.name };
  });
}

document.querySelector(".app-user a[hreflang]")?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // another tab
  const typed = Object.fromEntries(keepable().map(({ field, is, key }) => [key, field[is]]));
  try {
    sessionStorage.setItem(waits, JSON.stringify({ plain, typed }));
    // Whoever decides to stay comes back to this page.
    addEventListener("focus", () => sessionStorage.removeItem(waits), { once: true });
  } catch {
    // A browser without storage changes the language all the same.
  }
});

function refill() {
  const kept = JSON.parse(sessionStorage.getItem(waits));
  sessionStorage.removeItem(waits);
  if (kept?.plain !== plain) return;
  for (const { field, is, key } of keepable()) {
    if (!(key in kept.typed) || field[is] === kept.typed[key]) continue;
    field[is] = kept.typed[key];
    const folded = field.closest("details");
    if (folded) folded.open = true;
  }
}

try {
  refill();
} catch {
  // Nothing is stored, or another page stored it.
}

// A part of a form that only one answer needs is there, and sent, with that answer.
// Without script it is always there.
for (const part of all("[data-when]")) {
  const [name, value] = part.dataset.when.split("=");
  const form = part.closest("form");
  const show = () => {
    part.hidden = form.elements[name].value !== value;
    for (const field of part.querySelectorAll("input")) field.disabled = part.hidden;
  };
  form.addEventListener("change", show);
  show();
}

// Shows the name of a chosen file.
function echoName(input) {
  const echo = input.parentElement.querySelector("[data-file-name]");
  if (!echo) return;
  const names = Array.from(input.files, (file) => file.name).join(", ");
  echo.textContent = names && echo.dataset.fileName.replace("%", names);
}

for (const input of all("input[type=file]")) {
  input.addEventListener("change", () => echoName(input));
}

// Whoever comes back finds the files that the browser kept: they are shown and checked
// as if chosen now, so that none is sent unseen.
addEventListener("pageshow", () => {
  for (const input of all("input[type=file]")) {
    if (input.files.length > 0) input.dispatchEvent(new Event("change", { bubbles: true }));
  }
});

// The name takes the place of the picker's own text, which is hidden from here on.
document.documentElement.classList.add("app-scripted");

// A file can also be dropped.
if (document.querySelector("[data-drop]")) import("./drop.js");

// A code number is cleaned when it is pasted, and repeated in groups of four. The
// server cleans it again and decides; nothing is refused here.
const invisible = /[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff"'«»“”]/g;

function clean(text) {
  const linked = /\/c\/([A-Za-z0-9_-]{22})(?![A-Za-z0-9_-])/.exec(text);
  if (linked) return linked[1].replaceAll("-", "+").replaceAll("_", "/");
  return text.replace(invisible, "");
}

for (const input of all("input[data-code]")) {
  const echo = input.parentElement.querySelector("[data-code-echo]");
  const repeat = () => {
    const groups = clean(input.value).match(/.{1,4}/gu) ?? [];
    echo.textContent = groups.join(" ");
    echo.hidden = groups.length < 2;
  };
  input.addEventListener("input", repeat);
  input.addEventListener("paste", (event) => {
    event.preventDefault();
    input.setRangeText(clean(event.clipboardData.getData("text")), input.selectionStart, input.selectionEnd, "end");
    repeat();
  });
  repeat();
}

// <button data-copy="#id" data-copied="…" hidden>: copies the text of #id.
if (navigator.clipboard) {
  for (const button of all("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
      button.textContent = button.dataset.copied;
    });
  }
}

// <button data-print hidden>
for (const button of all("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
