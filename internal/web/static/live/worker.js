// Checks a chosen picture off the page's thread, with the checks of the server
// compiled for the browser. Advice only: where this does not load, the server's
// checks come later.
importScripts("wasm_exec.js");

const side = 1600; // pixels of the longer side, as on the server

const ready = (async () => {
  const go = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(fetch("live.wasm"), go.importObject);
  go.run(instance); // sets check and does not return
})();

// Request: { id, task, file } about a file as it was chosen, or
// { id, task, frame } about the pixels of an ImageData, with the measures of
// the whole picture in the task. Response: { id, told } with the findings as
// JSON, or { id, fault }.
onmessage = async ({ data: { id, task, file, frame } }) => {
  try {
    await ready;
    const { whole, pixels } = file ? await decode(file) : { pixels: frame };
    const bytes = file && new Uint8Array(await new Response(file).arrayBuffer()); // judged too: quality, colours, size
    const told = check(JSON.stringify({ ...task, ...whole }), pixels.width, pixels.height, new Uint8Array(pixels.data.buffer), bytes);
    if (told instanceof Error) throw told;
    postMessage({ id, told });
  } catch (fault) {
    postMessage({ id, fault: String(fault) });
  }
};

// decode returns the pixels of a picture, upright and in sRGB.
async function decode(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const whole = { width: bitmap.width, height: bitmap.height };
  const scale = Math.min(1, side / Math.max(whole.width, whole.height));
  const [width, height] = [whole.width, whole.height].map((length) => Math.max(1, Math.round(length * scale)));
  const pen = new OffscreenCanvas(width, height).getContext("2d", { alpha: false, willReadFrequently: true });
  honest(pen);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return { whole, pixels: pen.getImageData(0, 0, width, height) };
}

// honest refuses a canvas that returns other pixels than were drawn, as in browsers
// that protect against fingerprinting.
function honest(pen) {
  pen.fillStyle = "rgb(20 120 220)";
  pen.fillRect(0, 0, 1, 1);
  const read = pen.getImageData(0, 0, 1, 1).data;
  if ([20, 120, 220].some((drawn, i) => Math.abs(drawn - read[i]) > 4)) throw new Error("pixels are hidden");
}
