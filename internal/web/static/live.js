// The server's checks of faces and signatures, run in the browser on the
// picture just chosen, so that the client at the counter need not wait for a
// second picture. Advice only: the server looks again and decides.

const patience = 30_000; // ms for an answer, the first with everything to load

let worker = null;
let last = 0;
const waiting = new Map();

// check gives the findings about a picture file, or null where it cannot be
// looked at here. task: { language, item, documents, age, reason }.
export function check(file, task) {
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
    worker.postMessage({ id, task, file });
  });
}

// hire starts a worker. One that failed is let go; the next question finds
// another.
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
