// Checks the pixels of a chosen picture off the page's thread, with the very
// checks of the server compiled for the browser. Advice only: where this does
// not load, nothing is missing but the haste.
importScripts("wasm_exec.js");

const ready = (async () => {
  const go = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(fetch("live.wasm"), go.importObject);
  go.run(instance); // sets check, and never ends
})();

// One question: { id, task, width, height, pixels } with the task as JSON and
// the pixels of an ImageData; one answer: { id, told } with the findings as
// JSON, or { id, fault }.
onmessage = async ({ data: { id, task, width, height, pixels } }) => {
  try {
    await ready;
    const told = check(task, width, height, new Uint8Array(pixels));
    if (told instanceof Error) throw told;
    postMessage({ id, told });
  } catch (fault) {
    postMessage({ id, fault: String(fault) });
  }
};
