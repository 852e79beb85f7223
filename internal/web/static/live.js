// The server's checks of faces and signatures, run in the browser on the
// picture just chosen, so that the client at the counter need not wait for a
// second picture. Advice only: the server looks again and decides.

const side = 1600; // pixels of the longer side that is looked at, as on the server
const patience = 30_000; // ms for the first answer, with everything to load

let worker = null;
let last = 0;
const waiting = new Map();

// check gives the findings of a picture, or null where it cannot be looked at
// here. task: { language, item, documents, age }.
export async function check(bitmap, task) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const { width, height, data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  return ask({ ...task, width: bitmap.width, height: bitmap.height }, width, height, data.buffer);
}

// ask sends pixels to the worker, which is started by the first question.
export function ask(task, width, height, pixels) {
  return new Promise((answer) => {
    const id = ++last;
    const end = (found) => {
      waiting.delete(id);
      clearTimeout(timer);
      answer(found);
    };
    const timer = setTimeout(() => end(null), patience);
    waiting.set(id, end);
    hire().postMessage({ id, task: JSON.stringify(task), width, height, pixels }, [pixels]);
  });
}

function hire() {
  if (worker) return worker;
  worker = new Worker(new URL("live/worker.js", import.meta.url));
  worker.onmessage = ({ data: { id, told } }) => waiting.get(id)?.(told ? JSON.parse(told) : null);
  worker.onerror = () => {
    for (const end of waiting.values()) end(null);
  };
  return worker;
}
