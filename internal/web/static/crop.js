// Shows the frame of each document on the chosen photo; it is moved, zoomed and
// straightened by pointer, fingers, keys, buttons and sliders. The server cuts, once,
// from the original: this file fills in the fields "crop_<document>" alone. An empty
// field leaves the frame to the server, as a page without this file does.

import { acceptable, fill, sides } from "./picture.js";

const side = 1600; // pixels of the longer side that are drawn
const most = 10; // degrees of straightening, either way
const fine = 0.5; // degrees of one step
const remembered = "frames"; // in the storage of this tab, so that they outlast a refused form
const photos = 40; // that are remembered

let frames = {}; // by photo and document
try {
  frames = JSON.parse(sessionStorage.getItem(remembered)) ?? {};
} catch {
  // Nothing is stored, or nothing can be.
}

for (const box of document.querySelectorAll("form[data-desk] [data-crop]")) dress(box);

function dress(box) {
  const form = box.closest("form");
  const fields = new Map(Array.from(form.querySelectorAll("[data-frame]"), (field) => [field.dataset.frame, field]));
  const c = {
    form, fields, say: box.dataset, demands: JSON.parse(form.dataset.demands), input: form.elements.photo,
    part: (name) => (name ? box.querySelector(`[data-crop-${name}]`) : box),
    written: Array.from(fields.values(), (field) => field.value), // for the photo that the server keeps
    asked: 0,
  };
  for (const field of fields.values()) field.disabled = false;
  form.addEventListener("change", ({ target }) => {
    if (target === c.input) choose(c);
    else if (target.name === "documents") offer(c);
    else if (["age", "override"].includes(target.name)) judge(c);
  }, true); // before the form's own checks, which read the fields
  form.addEventListener("myphoto:restore", () => { // the fields of another client
    c.file = c.input.files[0];
    remember(c);
    choose(c);
  });
  c.part("document").addEventListener("change", ({ target }) => {
    c.document = target.value;
    render(c);
    announce(c);
  });
  steer(c);
  new ResizeObserver(() => draw(c)).observe(c.part("frame"));
  choose(c);
}

// choose takes the photo of the form or, without one, that of the draft on the page. Its
// frames are those that it had before in this tab.
async function choose(c) {
  const file = c.input.files[0];
  const kept = document.querySelector("img[data-whole]");
  const known = file && (frames[nameOf(file)] ?? {});
  Array.from(c.fields, ([id, field], n) => { field.value = known ? known[id] ?? "" : c.written[n]; });
  Object.assign(c, { picture: null, auto: {}, found: null, file });
  c.part().hidden = true;
  const picture = await (file ? opened(file) : shown(kept)).catch(() => null);
  if (c.input.files[0] !== file || !picture) return;
  c.picture = picture;
  offer(c);
  judge(c);
}

// opened returns a file upright, small enough to be drawn often, with the measures of the
// whole.
async function opened(file) {
  if (!(await acceptable(file))) return null;
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    return shrunk(image, image.naturalWidth, image.naturalHeight);
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

async function shown(image) {
  await image?.decode();
  return image && shrunk(image, ...image.dataset.whole.split(" ").map(Number));
}

function shrunk(image, width, height) {
  const scale = Math.min(1, side / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, image.naturalWidth * scale);
  canvas.height = Math.max(1, image.naturalHeight * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return { canvas, width, height };
}

// offer lists the documents whose frames can be moved.
function offer(c) {
  const { form } = c;
  const ids = form.dataset.documents?.split(" ") ?? Array.from(form.querySelectorAll("input[name=documents]:checked"), (one) => one.value);
  const select = c.part("document");
  select.replaceChildren(...ids.map((id) => new Option(c.demands[id].name, id)));
  if (!ids.includes(c.document)) c.document = ids[0];
  if (c.document) select.value = c.document;
  c.part().hidden = !c.picture || ids.length === 0;
  render(c);
}

// The frame: { x, y } its middle and w its width, in pixels of the upright picture; a the
// degrees by which the picture is turned clockwise about its middle.

function read(c, text) {
  const [x, y, w, a] = (text ?? "").split(",").map(Number);
  const { width, height } = c.picture;
  return a === undefined ? null : { x: x * width, y: y * height, w: w * width, a };
}

function written(c, { x, y, w, a }) {
  const { width, height } = c.picture;
  return [x / width, y / height, w / width, a].map((n) => String(Number(n.toFixed(6)))).join();
}

function current(c) {
  const { width, height } = c.picture;
  return read(c, c.fields.get(c.document).value) ?? read(c, c.auto[c.document]) ??
    within(c, { x: width / 2, y: height / 2, w: Infinity, a: 0 });
}

const wanted = (c) => c.demands[c.document].photo;

// ratio is the width of a frame by its height.
function ratio(c) {
  const { ratio_width: width, ratio_height: height } = wanted(c);
  return width ? width / height : c.picture.width / c.picture.height;
}

// least returns the pixels that the office needs.
function least(c) {
  const { cut, min_width: width = 0, min_height: height = 0 } = wanted(c);
  return cut.bounded ? [width, height] : [cut.width, cut.height];
}

// reach returns how far a frame one pixel wide reaches from its middle to the sides.
function reach(c, a) {
  const turn = Math.abs(a) * Math.PI / 180;
  const [sin, cos, high] = [Math.sin(turn), Math.abs(Math.cos(turn)), 1 / ratio(c)];
  return [(cos + high * sin) / 2, (sin + high * cos) / 2];
}

// widest returns the width of the largest frame.
function widest(c, a) {
  const [across, down] = reach(c, a);
  return Math.min(c.picture.width / across, c.picture.height / down) / 2;
}

const narrowest = (c) => Math.min(widest(c, 0), least(c)[0]) / 2;

// within returns the frame nearest to another that lies on the picture, all four corners.
function within(c, { x, y, w, a }) {
  const { crop_only: fixed, cut } = wanted(c);
  if (fixed) [w, a] = [cut.width, 0];
  w = Math.min(widest(c, a), Math.max(narrowest(c), w));
  const [across, down] = reach(c, a).map((one) => one * w);
  const between = (at, edge, whole) => Math.min(Math.max(at, edge), Math.max(edge, whole - edge));
  return { x: between(x, across, c.picture.width), y: between(y, down, c.picture.height), w, a };
}

// put makes a frame the photographer's own; null gives the automatic one back.
function put(c, frame) {
  const field = c.fields.get(c.document);
  field.value = frame ? written(c, within(c, frame)) : "";
  remember(c);
  render(c);
  clearTimeout(c.later);
  c.later = setTimeout(() => {
    field.dispatchEvent(new Event("change", { bubbles: true }));
    judge(c);
  }, 300);
  announce(c);
}

// move moves the picture under its frame, by shares of the frame's width.
function move(c, across, down) {
  const frame = current(c);
  const turn = frame.a * Math.PI / 180;
  const [sin, cos] = [Math.sin(turn) * frame.w, Math.cos(turn) * frame.w];
  put(c, { ...frame, x: frame.x - across * cos - down * sin, y: frame.y + across * sin - down * cos });
}

const zoom = (c, times) => put(c, { ...current(c), w: current(c).w / times });
const straighten = (c, steps) => put(c, { ...current(c), a: Math.min(most, Math.max(-most, (Math.round(current(c).a / fine) + steps) * fine)) });

const acts = {
  left: (c, step) => move(c, -step, 0), right: (c, step) => move(c, step, 0), up: (c, step) => move(c, 0, -step), down: (c, step) => move(c, 0, step),
  in: (c) => zoom(c, 1.05), out: (c) => zoom(c, 1 / 1.05), back: (c) => straighten(c, -1), forth: (c) => straighten(c, 1), auto: (c) => put(c, null),
};
const keys = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", "+": "in", "=": "in", "-": "out", "[": "back", "]": "forth" };

// steer connects every way to move a frame.
function steer(c) {
  const frame = c.part("frame");
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    acts[keys[event.key]](c, event.shiftKey ? 0.1 : 0.01);
  });
  for (const button of c.part().querySelectorAll("[data-crop-act]")) {
    button.addEventListener("click", () => acts[button.dataset.cropAct](c, 0.02));
  }
  const slide = (name, taken) => {
    c.part(name).addEventListener("input", ({ target }) => put(c, { ...current(c), ...taken(Number(target.value)) }));
  };
  slide("zoom", (percent) => {
    const whole = widest(c, current(c).a);
    return { w: whole * (narrowest(c) / whole) ** (percent / 100) };
  });
  slide("angle", (a) => ({ a }));
  const points = new Map();
  const both = () => {
    const [one, two = one] = points.values();
    return { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2, apart: Math.hypot(one.x - two.x, one.y - two.y) };
  };
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || points.size === 2) return;
    frame.setPointerCapture(event.pointerId);
    points.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  frame.addEventListener("pointermove", (event) => {
    if (!points.has(event.pointerId)) return;
    const before = both();
    points.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const after = both();
    if (before.apart > 0 && after.apart > 0) zoom(c, after.apart / before.apart);
    move(c, (after.x - before.x) / c.place.width, (after.y - before.y) / c.place.width);
  });
  for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, (event) => points.delete(event.pointerId));
}

// render shows the frame, in the picture and in words.
function render(c) {
  if (c.part().hidden) return;
  const frame = current(c);
  const demands = wanted(c);
  const have = sizeOf(c, frame);
  c.part("size").textContent = fill(c.say.size, { size: sides(...have) });
  const own = c.fields.get(c.document).value !== "";
  c.part("state").textContent = own ? c.say.own : c.auto[c.document] ? c.say.auto : c.say.later;
  const warning = c.part("warning");
  warning.textContent = isSmall(c, frame) ? fill(c.say.small, { have: sides(...have), max: sides(...least(c)) }) : "";
  warning.hidden = !isSmall(c, frame);
  c.part("fixed").textContent = fill(c.say.fixed, { size: sides(demands.cut.width, demands.cut.height) });
  c.part("fixed").hidden = !demands.crop_only;
  for (const row of c.part().querySelectorAll("[data-crop-free]")) row.hidden = Boolean(demands.crop_only);
  const whole = widest(c, frame.a);
  const slider = (name, value, text) => {
    c.part(name).value = value;
    c.part(name).setAttribute("aria-valuetext", text);
    c.part(`${name}-value`).textContent = text;
  };
  slider("zoom", 100 * Math.log(frame.w / whole) / Math.log(narrowest(c) / whole), `${Math.round(100 * whole / frame.w)} %`);
  slider("angle", frame.a, `${number(frame.a)}°`);
  c.part("guide").textContent = c.demands[c.document].guide?.text ?? "";
  c.part("frame").setAttribute("aria-label", words(c, frame));
  tell(c);
  draw(c);
}

const sizeOf = (c, { w }) => [Math.round(w), Math.round(w / ratio(c))];

function isSmall(c, frame) {
  const [width, height] = sizeOf(c, frame);
  return width < least(c)[0] || height < least(c)[1];
}

const number = (n) => n.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });

// words says whose frame it is, where it lies and how large it is.
function words(c, frame) {
  return fill(c.say.words, {
    document: c.demands[c.document].name, size: sides(...sizeOf(c, frame)), angle: number(frame.a),
    x: Math.round(100 * frame.x / c.picture.width), y: Math.round(100 * frame.y / c.picture.height),
    zoom: Math.round(100 * widest(c, frame.a) / frame.w),
  });
}

// announce says so to screen readers once the frame rests.
function announce(c) {
  clearTimeout(c.telling);
  c.telling = setTimeout(() => {
    if (c.part().hidden) return;
    c.part("status").textContent = [words(c, current(c)), c.part("warning").textContent].filter(Boolean).join(". ");
  }, 700);
}

// draw draws the picture, darker beside the frame, and where eyes and head belong.
function draw(c) {
  if (c.part().hidden) return;
  const canvas = c.part("canvas");
  const { clientWidth: wide, clientHeight: high } = canvas;
  const dense = devicePixelRatio || 1;
  canvas.width = wide * dense;
  canvas.height = high * dense;
  const pen = canvas.getContext("2d");
  pen.scale(dense, dense);
  const frame = current(c);
  const edge = Math.min(wide, high) * 0.05;
  const width = Math.min(wide - 2 * edge, (high - 2 * edge) * ratio(c));
  const height = width / ratio(c);
  const [left, top] = [(wide - width) / 2, (high - height) / 2];
  c.place = { width };
  pen.fillStyle = "#66676b";
  pen.fillRect(0, 0, wide, high);
  pen.save();
  pen.translate(wide / 2, high / 2);
  pen.rotate(frame.a * Math.PI / 180);
  pen.scale(width / frame.w, width / frame.w);
  pen.drawImage(c.picture.canvas, -frame.x, -frame.y, c.picture.width, c.picture.height);
  pen.restore();
  pen.fillStyle = "rgb(0 0 0 / 55%)";
  pen.beginPath();
  pen.rect(0, 0, wide, high);
  pen.rect(left, top, width, height);
  pen.fill("evenodd");
  const line = (colour, thick, dash, path) => {
    pen.beginPath();
    pen.setLineDash(dash);
    pen.lineWidth = thick;
    pen.strokeStyle = colour;
    path();
    pen.stroke();
  };
  const guide = c.demands[c.document].guide;
  const paths = guide ? [
    ...guide.eyes.map((at) => () => { pen.moveTo(left, top + at * height); pen.lineTo(left + width, top + at * height); }),
    ...guide.heads.map(([crown, chin]) => () => {
      const half = (chin - crown) * height / 2;
      pen.ellipse(wide / 2, top + crown * height + half, half * 0.74, half, 0, 0, 2 * Math.PI);
    }),
  ] : [];
  for (const path of paths) {
    line("#fff", 2, [], path);
    line("#000", 2, [5, 5], path);
  }
  const border = () => pen.rect(left, top, width, height);
  line("#000", 5, [], border);
  line(isSmall(c, frame) ? "#ff8a7a" : "#fff", 3, [], border);
}

// judge runs the server's checks on the photo with its frames, where they load, and
// hands the findings to the form.
async function judge(c) {
  if (!c.file || !c.picture) return;
  const { file, form } = c;
  const asked = ++c.asked;
  const crops = Object.fromEntries(Array.from(c.fields, ([id, field]) => [id, field.value]));
  const task = {
    language: document.documentElement.lang, item: "photo", documents: Object.keys(c.demands),
    age: form.elements.age?.value || "adult", reason: form.elements.override?.value ?? "", crops,
  };
  const told = await import("./live.js").then(({ analyse }) => analyse(file, task)).catch(() => null);
  if (asked !== c.asked || file !== c.file) return;
  c.found = told?.findings ?? null;
  for (const [id, frame] of Object.entries(told?.crops ?? {})) if (!crops[id]) c.auto[id] = frame;
  if (told) form.dispatchEvent(new CustomEvent("myphoto:frames", { detail: { file, found: c.found } }));
  render(c);
}

// tell writes whether the office of the frame accepts the picture, and what to mend.
function tell(c) {
  const say = c.form.dataset;
  const list = c.part("checks");
  const of = (severity) => (c.found ?? []).filter((one) => one.severity === severity && (!one.profile || one.profile === c.document));
  const [bad, wait] = [of("block"), of("warn")];
  const standing = bad.length > 0 ? ["bad", say.refused] : wait.length > 0 ? ["wait", say.okAdvice] : ["ok", say.ok];
  const lines = c.found ? [[standing[0], fill(standing[1], { document: c.demands[c.document].name })],
    ...bad.map((one) => ["bad", one.sentence]), ...wait.map((one) => ["wait", one.sentence])] : [];
  list.replaceChildren(...lines.map(([tone, text]) => {
    const line = document.createElement("li");
    line.className = `desk-checks__${tone}`;
    const sign = document.createElement("span");
    sign.setAttribute("aria-hidden", "true");
    sign.textContent = { bad: "✘", wait: "!", ok: "✔" }[tone];
    line.append(sign, ` ${text}`);
    return line;
  }));
  list.hidden = lines.length === 0;
}

// nameOf tells one photo from another, without its name.
const nameOf = ({ size, lastModified }) => `${size}/${lastModified}`;

// remember keeps the frames of the chosen photo.
function remember({ file, fields }) {
  if (!file) return;
  const { [nameOf(file)]: _, ...others } = frames;
  const own = Object.fromEntries(Array.from(fields, ([id, field]) => [id, field.value]));
  frames = Object.fromEntries(Object.entries({ ...others, [nameOf(file)]: own }).slice(-photos));
  try {
    sessionStorage.setItem(remembered, JSON.stringify(frames));
  } catch {
    // A form that is refused forgets them.
  }
}
