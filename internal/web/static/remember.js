// Remembers in this browser which documents, which channels and which age a studio chose
// last, and offers them for the next client. Nothing about a client is stored: no name,
// no number, no agreement, no picture.

const offered = ["documents", "channels", "age"];

const boxes = (form, name) => Array.from(form.querySelectorAll(`input[name=${name}]`));
const place = (counter) => `myphoto-desk-${counter}`;

// chosen returns what is remembered of a form.
export function chosen(form) {
  return Object.fromEntries(offered.map((name) => {
    const ticked = boxes(form, name).filter((box) => box.checked).map((box) => box.value);
    return [name, boxes(form, name).length > 0 ? ticked : [form.elements[name]?.value ?? ""]];
  }));
}

// offer makes the remembered choices in a form; what the form does not offer is left out.
export function offer(form, choices) {
  for (const name of offered) {
    const wanted = choices?.[name];
    if (!Array.isArray(wanted)) continue;
    for (const box of boxes(form, name)) if (box.checked !== wanted.includes(box.value)) box.click();
    const list = form.querySelector(`select[name=${name}]`);
    if (!list || !Array.from(list.options).some(({ value }) => value === wanted[0]) || list.value === wanted[0]) continue;
    list.value = wanted[0];
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// keep stores choices for the studio of a counter; a browser without storage forgets them.
export function keep(counter, choices) {
  try {
    localStorage.setItem(place(counter), JSON.stringify(choices));
  } catch {
    // full, or forbidden
  }
}

// kept returns the stored choices; null where there are none.
export function kept(counter) {
  try {
    return JSON.parse(localStorage.getItem(place(counter)));
  } catch {
    return null;
  }
}
