// Says what a chosen file is, and what is wrong with it for sure, in the sentences of
// the server. What only a decoder can judge is left to the server.

const limit = 10_000_000; // bytes
const most = 40_000_000; // pixels
const longest = 12_000; // pixels of a side

// The kinds that people choose for a JPEG, by what stands at a place of the file; the
// server knows more.
const kinds = [
  [0, "\x89PNG", "PNG"], [0, "GIF8", "GIF"], [8, "WEBP", "WebP"], [0, "BM", "BMP"], [0, "II*\0", "TIFF"], [0, "MM\0*", "TIFF"],
  [0, "8BPS", "PSD"], [0, "%PDF-", "PDF"], [4, "ftypavif", "AVIF"], [4, "ftyphei", "HEIC"], [4, "ftyphev", "HEIC"],
  [4, "ftypmif1", "HEIC"], [4, "ftypmsf1", "HEIC"],
];

// examine reads the properties of a file: its size, its first bytes, its upright pixels.
export async function examine(file) {
  const seen = await glance(file);
  return certain(seen) ? seen : { ...seen, ...(await measure(file)) };
}

// glance reads the size of a file and its first bytes.
const glance = async (file) => ({ bytes: file.size, ...(await header(file)) });

// acceptable returns whether the server may accept a file, before its picture is opened.
export const acceptable = async (file) => !certain(await glance(file));

// certain returns the sentence, in a form's dataset, and its values, by which the server
// refuses a file whatever its picture shows; null where it may accept it.
function certain({ bytes, jpeg, kind, cmyk, stored: [width, height] }) {
  if (bytes === 0) return ["empty", {}];
  if (bytes > limit) return ["big", { max: 10, have: number(Math.ceil(bytes / 100_000) / 10) }];
  if (!jpeg) return kind ? ["type", { type: kind }] : ["unknown", {}];
  if (Math.max(width, height) > longest) return ["side", { max: number(longest), have: sides(width, height) }];
  if (width * height > most) return ["pixels", { max: most / 1_000_000, have: sides(width, height) }];
  return cmyk ? ["cmyk", {}] : null;
}

// refusal returns in words why the server is sure to refuse a file; empty where it may
// accept it.
export function refusal(say, seen) {
  const [key, values] = certain(seen) ?? [];
  return key ? fill(say[key], values) : "";
}

// refusedByHeader returns the same for a file of which only the beginning was read.
export async function refusedByHeader(say, file) {
  return refusal(say, { bytes: file.size, ...(await header(file)) });
}

// header reads the beginning of a file: whether it is a JPEG, its pixels as they are
// stored and its colour components (ITU-T T.81, B.2.2). The browser itself opens
// pictures for print, and gives no reason for those that it does not open. Of a file that
// this browser cannot read, nothing is known.
async function header(file) {
  let bytes;
  try {
    bytes = new DataView(await new Response(file.slice(0, 1 << 18)).arrayBuffer()); // Blob.arrayBuffer is newer
  } catch {
    return { jpeg: true, stored: [0, 0] };
  }
  const byte = (at) => (at < bytes.byteLength ? bytes.getUint8(at) : 0);
  if (byte(0) !== 0xff || byte(1) !== 0xd8 || byte(2) !== 0xff) {
    const text = String.fromCharCode(...Array.from({ length: 12 }, (_, at) => byte(at)));
    return { jpeg: false, kind: kinds.find(([at, magic]) => text.startsWith(magic, at))?.[2], stored: [0, 0] };
  }
  for (let at = 2; byte(at) === 0xff && at + 9 < bytes.byteLength; at += 2 + bytes.getUint16(at + 2)) {
    const marker = byte(at + 1);
    if (marker < 0xc0 || marker > 0xcf || [0xc4, 0xc8, 0xcc].includes(marker)) continue;
    return { jpeg: true, stored: [bytes.getUint16(at + 7), bytes.getUint16(at + 5)], cmyk: byte(at + 9) === 4 };
  }
  return { jpeg: true, stored: [0, 0] };
}

// measure returns the upright width and height of a picture; bad where it is none, cut
// where its end is missing too, and nothing where this browser cannot tell.
async function measure(file) {
  try {
    const bitmap = await createImageBitmap(file); // upright by default, in every browser
    const { width, height } = bitmap;
    bitmap.close();
    return { width, height };
  } catch (fault) {
    if (fault.name === "InvalidStateError") return { bad: true, cut: await isCut(file) };
  }
  const picture = new Image();
  const address = URL.createObjectURL(file);
  try {
    picture.src = address;
    await picture.decode();
    return { width: picture.naturalWidth, height: picture.naturalHeight };
  } catch {
    return {};
  } finally {
    URL.revokeObjectURL(address);
  }
}

// isCut returns whether a JPEG has no end marker behind its segments, which may hold a
// small picture with an end of its own.
async function isCut(file) {
  const bytes = new Uint8Array(await new Response(file).arrayBuffer());
  let at = 2;
  while (at + 3 < bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) at += 2 + bytes[at + 2] * 256 + bytes[at + 3];
  for (; at + 1 < bytes.length; at++) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return false;
  return true;
}

export const sides = (width, height) => `${width} × ${height}`;

const number = (n) => n.toLocaleString(document.documentElement.lang);

// size returns a size as the server writes it: 900 B, 412 KB, 2,1 MB.
export function size(bytes) {
  if (bytes < 1000) return `${number(bytes)} B`;
  if (bytes < 999_500) return `${number(Math.round(bytes / 1000))} KB`;
  return `${number(Math.round(bytes / 100_000) / 10)} MB`;
}

// fill puts values into a sentence.
export function fill(sentence, values) {
  return sentence.replace(/%([a-z]+)/g, (whole, name) => values[name] ?? whole);
}
