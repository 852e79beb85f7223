// Shows what is wrong with a form on the page, as the server would in its answer.

// complain shows the errors before the form and at their fields, as the server would,
// and returns whether there are any. A fault is [field, sentence, address]: it leads to
// its field, or, without one, to the address, if it has one.
export function complain(form, faults) {
  const main = form.closest("main");
  main.querySelector(".govgr-error-summary")?.remove();
  for (const field of form.querySelectorAll(".govgr-field__error")) absolve(field);
  const mark = `${form.dataset.error} `;
  if (document.title.startsWith(mark)) document.title = document.title.slice(mark.length);
  if (faults.length === 0) return false;
  const has = (field) => field && form.querySelector(`#${CSS.escape(field)}`);
  const lines = faults.map(([field, text, address]) => {
    if (!address && !has(field)) return make("li", "", make("span", "app-error-text", text));
    const link = make("a", "govgr-link", text);
    link.href = address ?? `#${field}`;
    if (address) link.target = "_blank";
    return make("li", "", link);
  });
  const title = make("h2", "govgr-heading-s", form.dataset.problem);
  title.id = "error-summary-title";
  const summary = make("div", "govgr-error-summary", title, make("ul", "govgr-list", ...lines));
  summary.setAttribute("role", "alert");
  summary.setAttribute("aria-labelledby", title.id);
  summary.tabIndex = -1;
  main.querySelector("h1").before(summary);
  for (const [id, text] of faults) if (has(id)) blame(form, id, text);
  document.title = mark + document.title;
  summary.focus();
  return true;
}

function make(tag, className, ...inside) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...inside);
  return made;
}

// blame marks a field as the server does: the message stands before its input, or, of
// several boxes, before the first.
function blame(form, id, text) {
  if (form.querySelector(`#${id}-error`)) return; // its first fault stands there
  const input = form.querySelector(`#${id}`);
  const field = input.closest(".govgr-field");
  const group = input.closest("fieldset");
  const message = make("p", "govgr-error-message", heard(form.dataset.error), ` ${text}`);
  message.id = `${id}-error`;
  field.classList.add("govgr-field__error");
  (group?.querySelector(".govgr-checkboxes, .govgr-radios") ?? input.closest("[data-drop]") ?? input).before(message);
  const described = group ?? input;
  described.setAttribute("aria-describedby", [message.id, described.getAttribute("aria-describedby")].filter(Boolean).join(" "));
  if (group) return;
  input.setAttribute("aria-invalid", "true");
  if (input.type !== "file") input.classList.add("govgr-error-input");
}

// absolve takes the mark of a field back.
function absolve(field) {
  field.classList.remove("govgr-field__error");
  for (const message of field.querySelectorAll(".govgr-error-message:not([data-drop-refused])")) {
    for (const one of field.querySelectorAll("[aria-describedby]")) {
      const others = one.getAttribute("aria-describedby").split(" ").filter((id) => id !== message.id);
      if (others.length > 0) one.setAttribute("aria-describedby", others.join(" "));
      else one.removeAttribute("aria-describedby");
    }
    message.remove();
  }
  for (const one of field.querySelectorAll("[aria-invalid]")) {
    one.removeAttribute("aria-invalid");
    one.classList.remove("govgr-error-input");
  }
}

// heard returns text for people who cannot see the sign beside it.
export function heard(text) {
  const hidden = document.createElement("span");
  hidden.className = "govgr-visually-hidden";
  hidden.textContent = text;
  return hidden;
}
