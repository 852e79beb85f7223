// Sorts dropped files into clients: each photo is one, name_sig.jpg is the signature of
// name.jpg. What cannot be one is named with its reason. All or nothing: of too many files
// none is taken.

import { fill, refusedByHeader } from "./picture.js";

const most = { clients: 60, files: 200 };
const signature = /[\s_.-]+(?:sig|sign|signature|signed|ypograf\w*|υπογραφ\p{L}*)$/u;
const jpeg = /\.jpe?g$/i;
const litter = /^(?:\.|thumbs\.db$|desktop\.ini$)/i; // what systems leave in folders

// clientsOf returns { clients: [{ name, photo, signature }], refused: [sentence] } of files
// and of the entries of folders (File and Directory Entries API). say: the sentences of the
// queue; pictures: those of the form about files; isTaken reports whether a client of the
// page has a file already.
export async function clientsOf({ files, folders }, { say, pictures, isTaken }) {
  const all = files.map((file) => ({ file, folder: "" }));
  const refused = [];
  for (const folder of folders) await read(folder, { all, refused, say });
  if (all.length + refused.length > most.files) return { clients: [], refused: [fill(say.dropFiles, { max: most.files })] };
  const good = [];
  for (const one of all.sort((a, b) => compare(a.file.name, b.file.name))) {
    if (litter.test(one.file.name)) continue;
    const why = await refusedByHeader(pictures, one.file);
    if (isTaken(one.file)) refused.push(fill(say.dropTwice, { name: one.file.name }));
    else if (why) refused.push(`${one.file.name}: ${why}`);
    else good.push(one);
  }
  const clients = pair(good, refused, say);
  if (clients.length <= most.clients) return { clients, refused };
  return { clients: [], refused: [fill(say.dropClients, { have: clients.length, max: most.clients })] };
}

const compare = (a, b) => a.localeCompare(b, "el", { numeric: true });

// read adds the files of a folder, and names the folders in it: pictures of another day
// may lie there. Beyond the limit it stops.
async function read(folder, { all, refused, say }) {
  try {
    const reader = folder.createReader();
    for (let some = null; some?.length !== 0;) {
      some = await new Promise((found, failed) => reader.readEntries(found, failed)); // a hundred at a time
      for (const one of some) {
        if (one.isFile) await open(one, { all, refused, say });
        else if (!litter.test(one.name)) refused.push(fill(say.dropDeeper, { name: one.name }));
        if (all.length + refused.length > most.files) return;
      }
    }
  } catch {
    refused.push(fill(say.dropUnread, { name: folder.name }));
  }
}

async function open(entry, { all, refused, say }) {
  try {
    const file = await new Promise((found, failed) => entry.file(found, failed));
    all.push({ file, folder: entry.fullPath.slice(0, -entry.name.length) });
  } catch {
    refused.push(fill(say.dropUnread, { name: entry.name }));
  }
}

// pair gives each photo the signature of its name in the same folder.
function pair(files, refused, say) {
  const stem = ({ file, folder }) => folder + file.name.normalize("NFC").replace(jpeg, "").toLowerCase();
  const photos = files.filter((one) => !signature.test(stem(one)));
  const clients = photos.map((one) => ({ stem: stem(one), name: one.file.name.replace(jpeg, ""), photo: one.file, signature: null }));
  for (const one of files.filter((other) => signature.test(stem(other)))) {
    const of = clients.filter((client) => client.stem === stem(one).replace(signature, ""));
    if (of.length === 1 && !of[0].signature) of[0].signature = one.file;
    else refused.push(fill(say.dropPair, { name: one.file.name }));
  }
  return clients;
}
