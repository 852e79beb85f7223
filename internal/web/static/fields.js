// Takes everything that a form holds of one client, and puts it back for another: every
// field with a name and every chosen file, whatever fields the form has. Kept in memory
// alone: faces are never stored.

const unkept = ["idempotency_key"]; // each client has an own one

function controls(form) {
  return Array.from(form.elements).filter(({ name, type }) => name && !unkept.includes(name) && !["submit", "button"].includes(type));
}

const ticks = ({ type }) => type === "checkbox" || type === "radio";
const key = (field) => (ticks(field) ? `${field.name}=${field.value}` : field.name);

// taken returns what a form holds: { values, files }.
export function taken(form) {
  const values = new Map();
  const files = new Map();
  for (const field of controls(form)) {
    if (field.type === "file") files.set(field.name, Array.from(field.files));
    else values.set(key(field), ticks(field) ? field.checked : field.value);
  }
  return { values, files };
}

// blank returns what a form holds before anybody types into it.
export function blank(form) {
  const begun = (field) => {
    if (ticks(field)) return field.defaultChecked;
    if (field.type === "hidden") return ""; // scripts fill it in
    if (field.type !== "select-one") return field.defaultValue;
    return (Array.from(field.options).find((option) => option.defaultSelected) ?? field.options[0]).value;
  };
  const fields = controls(form).filter(({ type }) => type !== "file");
  return { values: new Map(fields.map((field) => [key(field), begun(field)])), files: new Map() };
}

// put fills a form with what was taken. Every field that changes tells it with the events
// of a person who changes it, whose detail is "restored"; in the end the form tells
// "myphoto:restore" to what keeps something about its fields.
export function put(form, { values, files }) {
  for (const field of controls(form).filter(({ type }) => type === "file")) {
    const wanted = files.get(field.name) ?? [];
    const now = Array.from(field.files);
    if (now.length === wanted.length && now.every((file, n) => file === wanted[n])) continue;
    const transfer = new DataTransfer();
    for (const file of wanted) transfer.items.add(file);
    field.files = transfer.files;
    tell(field);
  }
  for (const field of controls(form)) {
    if (field.type === "file" || !values.has(key(field))) continue;
    const is = ticks(field) ? "checked" : "value";
    if (field[is] === values.get(key(field))) continue;
    field[is] = values.get(key(field));
    tell(field);
  }
  form.dispatchEvent(new CustomEvent("myphoto:restore"));
}

function tell(field) {
  for (const kind of ["input", "change"]) field.dispatchEvent(new CustomEvent(kind, { bubbles: true, detail: "restored" }));
}
