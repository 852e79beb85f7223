// Turns a JPEG by what it says of itself: its pixels stay as they are, and every reader,
// the server too, shows it upright (EXIF, CIPA DC-008, tag 274).

const quarter = { 1: 6, 6: 3, 3: 8, 8: 1, 2: 7, 7: 4, 4: 5, 5: 2 }; // to the right
const app1 = 0xe1;

// turned returns the JPEG file turned a quarter to the right.
export async function turned(file) {
  const bytes = new Uint8Array(await new Response(file).arrayBuffer());
  const place = orientationAt(bytes);
  if (place) {
    place.set(quarter[place.value] ?? quarter[1]);
    return new File([bytes], file.name, { type: file.type });
  }
  return new File([bytes.subarray(0, 2), exif(quarter[1]), bytes.subarray(2)], file.name, { type: file.type });
}

// orientationAt finds the orientation that a JPEG states, as { value, set }; null where
// it states none.
function orientationAt(bytes) {
  const view = new DataView(bytes.buffer);
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda; at += 2 + view.getUint16(at + 2)) {
    if (bytes[at + 1] !== app1 || String.fromCharCode(...bytes.subarray(at + 4, at + 8)) !== "Exif") continue;
    try {
      return tagIn(view, at + 10);
    } catch {
      return null; // cut short
    }
  }
  return null;
}

// tagIn finds the orientation in the first directory of the TIFF that begins at a place.
function tagIn(view, start) {
  const little = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, little);
  for (let n = 0; n < view.getUint16(directory, little); n++) {
    const entry = directory + 2 + 12 * n;
    if (view.getUint16(entry, little) !== 274) continue;
    return { value: view.getUint16(entry + 8, little), set: (value) => view.setUint16(entry + 8, value, little) };
  }
  return null;
}

// exif returns a segment that states an orientation and nothing else.
function exif(orientation) {
  const text = [0x45, 0x78, 0x69, 0x66, 0, 0];
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const length = 2 + text.length + tiff.length;
  return Uint8Array.from([0xff, app1, length >> 8, length & 255, ...text, ...tiff]);
}
