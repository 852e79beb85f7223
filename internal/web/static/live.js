// Runs the server's checks of faces and signatures in the browser on the picture that
// was just chosen, so that the client is still at the counter if another picture is
// needed. Advice only: the server checks again and decides.

const patience = 30_000; // ms for an answer; the first one includes loading

let worker = null;
let last = 0;
const waiting = new Map();

const numbers = new WeakMap(); // of the files, by which the worker knows one again
let newest = 0;

// check returns the findings about a picture file, or null where it cannot be
// checked here. task: { language, item, documents, age, reason, crops }.
export async function check(file, task) {
  return (await analyse(file, task))?.findings ?? null;
}

// analyse is check, with the frame of every document: { findings, crops }. The frames,
// chosen ones in the task too, are texts as the form sends them, by document.
export async function analyse(file, task) {
  if (!("Worker" in window && "WebAssembly" in window)) return null; // before anything is loaded
  if (!numbers.has(file)) numbers.set(file, ++newest);
  const numbered = { ...task, picture: numbers.get(file) };
  if ("OffscreenCanvas" in window) return ask({ task: numbered, file });
  await import("./live/pixels.js"); // a worker cannot draw
  const { whole, pixels } = await decodePicture(file, paper);
  return ask({ task: { ...numbered, ...whole }, file, frame: pixels });
}

function paper(width, height) {
  return Object.assign(document.createElement("canvas"), { width, height });
}

// ask puts a request to the worker.
function ask(request) {
  return new Promise((answer) => {
    const id = ++last;
    const end = (found) => {
      waiting.delete(id);
      clearTimeout(timer);
      answer(found);
    };
    const timer = setTimeout(() => end(null), patience);
    waiting.set(id, end);
    worker ??= hire();
    worker.postMessage({ id, ...request });
  });
}

// hire starts a worker. One that failed is ended; the next request starts another.
function hire() {
  const hired = new Worker(new URL("live/worker.js", import.meta.url));
  const fail = () => {
    hired.terminate();
    if (worker === hired) worker = null;
    for (const end of waiting.values()) end(null);
  };
  hired.onmessage = ({ data: { id, told } }) => (told ? waiting.get(id)?.(JSON.parse(told)) : fail());
  hired.onerror = (event) => {
    event.preventDefault();
    fail();
  };
  return hired;
}
