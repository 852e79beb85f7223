// Files can be dropped on their field, or anywhere beside it. A field takes one file:
// with a second one, the page would show the first and send the other. Nothing that is
// dropped replaces the page, because what was typed would be gone.

const zones = Array.from(document.querySelectorAll("[data-drop]"));
const pickerOf = (zone) => zone.querySelector("input[type=file]");
const marks = /(^|[^a-z])(sig|sign|signature|signed|ypograf\w*)([^a-z]|$)|υπογραφ/;
const wide = 2; // a signature is three times as wide as high, no photo is twice

if (matchMedia("(hover: hover) and (pointer: fine)").matches) {
  for (const zone of zones) {
    zone.classList.add("app-drop--ready");
    const hint = zone.querySelector("[data-drop-hint]");
    if (hint) hint.hidden = false;
  }
}

addEventListener("dragover", (event) => {
  if (isForText(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  lift(zoneOf(event));
});
addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) lift(null);
});
addEventListener("drop", (event) => {
  if (isForText(event)) return;
  event.preventDefault();
  lift(null);
  const folders = foldersOf(event.dataTransfer);
  const files = filesOf(event.dataTransfer).filter((file) => !folders.some(({ name }) => name === file.name));
  take(zoneOf(event), files, folders);
});
for (const zone of zones) pickerOf(zone).addEventListener("change", () => refuse(zone, ""));

// lift marks the zone over which files are dragged.
function lift(zone) {
  for (const one of zones) one.classList.toggle("app-drop--over", one === zone);
}

function zoneOf(event) {
  const zone = event.target instanceof Element ? event.target.closest("[data-drop]") : null;
  return zones.includes(zone) ? zone : null;
}

// isForText reports whether text is dragged into a field of text.
function isForText({ target, dataTransfer }) {
  if (Array.from(dataTransfer.types).includes("Files")) return false;
  return target instanceof Element && target.matches("textarea, input:not([type=file], [type=checkbox], [type=radio])");
}

// foldersOf returns the dropped folders, as entries.
function foldersOf(transfer) {
  return Array.from(transfer.items ?? [], (item) => (item.kind === "file" ? item.webkitGetAsEntry?.() : null))
    .filter((entry) => entry?.isDirectory);
}

const filesOf = (transfer) => Array.from(transfer.files);

// offered asks the page whether it takes many files or folders, which no field can send.
function offered(files, folders) {
  return !dispatchEvent(new CustomEvent("dropped", { cancelable: true, detail: { files, folders } }));
}

// take puts dropped files into their fields; or says why not, and takes none.
async function take(zone, files, folders) {
  const told = zone ?? zones[0];
  if (folders.length > 0) {
    if (!offered(files, folders)) refuse(told, told.dataset.dropNone);
    return;
  }
  if (files.length === 0) return refuse(told, told.dataset.dropNone);
  if (zone && pickerOf(zone).multiple) return put(zone, files);
  if (files.length === 1 && (zone || zones.length === 1)) return put(told, files);
  const pair = signatureZone();
  if (pair && files.length <= 2) {
    const signatures = [];
    for (const file of files) if (await isSignature(file)) signatures.push(file);
    if (files.length === 1) return put(signatures.length === 1 ? pair.signature : pair.photo, files);
    if (signatures.length === 1) {
      put(pair.signature, signatures);
      put(pair.photo, files.filter((file) => file !== signatures[0]));
      return;
    }
  }
  if (!offered(files, folders)) refuse(told, told.dataset.dropMany);
}

// signatureZone returns the zones of a photo and of its signature, where both are asked.
function signatureZone() {
  const named = (name) => zones.find((zone) => pickerOf(zone).name === name);
  const pair = { photo: named("photo"), signature: named("signature") };
  return pair.photo && pair.signature ? pair : null;
}

// isSignature reports whether a file is a signature by its name or its shape.
async function isSignature(file) {
  if (marks.test(file.name.normalize("NFC").toLowerCase())) return true;
  try {
    const picture = await createImageBitmap(file);
    const is = picture.width >= wide * picture.height;
    picture.close();
    return is;
  } catch {
    return false;
  }
}

function put(zone, files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  const picker = pickerOf(zone);
  picker.files = transfer.files;
  picker.dispatchEvent(new Event("change", { bubbles: true }));
}

// refuse says beside the field why a drop was not taken; an empty sentence takes back
// what was said.
function refuse(zone, sentence) {
  const place = zone.querySelector("[data-drop-refused]");
  place.textContent = sentence;
  place.hidden = sentence === "";
}
