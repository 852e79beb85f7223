// Checks a chosen picture off the page's thread, with the checks of the server
// compiled for the browser. Advice only: where this does not load, the server's
// checks come later.
importScripts("wasm_exec.js", "pixels.js");

const ready = (async () => {
  const go = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(fetch("live.wasm"), go.importObject);
  go.run(instance); // sets check and does not return
})();
ready.catch(() => {}); // told in the answer to a request

// The last picture that was decoded: the page asks about it again while a frame moves.
let last = { picture: 0 };

async function decoded(file, picture) {
  if (!picture || last.picture !== picture) {
    last = { picture, is: decodePicture(file, (width, height) => new OffscreenCanvas(width, height)) };
  }
  return last.is;
}

// Request: { id, task, file } about a file as it was chosen, or { id, task, frame }
// about the pixels of an ImageData, with the measures of the whole picture in the
// task. Where a worker cannot draw, the page sends both. Response: { id, told } with
// findings and frames as JSON, or { id, fault }.
onmessage = async ({ data: { id, task, file, frame } }) => {
  try {
    await ready;
    const { whole, pixels } = frame ? { pixels: frame } : await decoded(file, task.picture);
    const bytes = file && new Uint8Array(await new Response(file).arrayBuffer()); // judged too: quality, colours, size
    const told = check(JSON.stringify({ ...task, ...whole }), pixels.width, pixels.height, new Uint8Array(pixels.data.buffer), bytes);
    if (told instanceof Error) throw told;
    postMessage({ id, told });
  } catch (fault) {
    postMessage({ id, fault: String(fault) });
  }
};
