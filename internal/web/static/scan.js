// Reads a QR code with the camera into the code field and sends its form. The
// field and the file picker beside it work without any of this.

const box = document.querySelector("[data-scan]");
const video = box.querySelector("video");
const status = box.querySelector("[data-scan-status]");
const start = box.querySelector("[data-scan-start]");
const stop = box.querySelector("[data-scan-stop]");
const torch = box.querySelector("[data-scan-torch]");

const side = 720; // pixels of the scanned square
const pause = 100; // ms between two scans
const limit = 60_000;

let stream = null;
let reading = null;

const say = (key) => {
  status.textContent = key ? box.dataset[key] : "";
};

box.hidden = false;
if (navigator.mediaDevices?.getUserMedia) {
  start.addEventListener("click", begin);
  stop.addEventListener("click", () => end(""));
  torch.addEventListener("click", light);
  addEventListener("pagehide", () => end(""));
} else {
  start.hidden = true;
  say("missing");
}

// How long one look may take: a worker that cannot start never answers.
const patience = 10_000;

// Why the camera is of no use, by the name of the fault.
const troubles = { NotAllowedError: "denied", NotFoundError: "none", NotReadableError: "busy" };

async function begin() {
  start.hidden = true;
  try {
    const camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    stream = camera;
    video.srcObject = camera;
    video.hidden = stop.hidden = false;
    torch.hidden = !camera.getVideoTracks()[0].getCapabilities?.().torch;
    say("point");
    await video.play();
    reading ??= reader();
    await watch(camera, await reading);
  } catch (fault) {
    end(troubles[fault.name] ?? "failed");
  }
}

async function watch(camera, read) {
  const canvas = document.createElement("canvas");
  const until = Date.now() + limit;
  while (stream === camera) {
    if (Date.now() > until) return end("timeout");
    const text = await read(square(canvas));
    if (text && stream === camera) return deliver(text);
    await new Promise((next) => setTimeout(next, pause));
  }
}

// The middle of the picture, where the code is held.
function square(canvas) {
  const from = Math.min(video.videoWidth, video.videoHeight);
  canvas.width = canvas.height = Math.min(from, side);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const [x, y] = [(video.videoWidth - from) / 2, (video.videoHeight - from) / 2];
  pen.drawImage(video, x, y, from, from, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

async function reader() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats?.()) ?? [];
  if (formats.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (image) => (await detector.detect(image))[0]?.rawValue;
  }
  const worker = new Worker(new URL("scan-worker.js", import.meta.url));
  return (image) =>
    new Promise((found, failed) => {
      const given = setTimeout(() => failed(new Error("no answer")), patience);
      worker.onmessage = ({ data }) => {
        clearTimeout(given);
        found(data);
      };
      worker.onerror = failed;
      worker.postMessage(image, [image.data.buffer]);
    });
}

function deliver(text) {
  const field = document.getElementById(box.dataset.scan);
  end("found");
  field.value = text;
  // Safari before 16 has no requestSubmit. The field is checked by the server alone.
  if (field.form.requestSubmit) field.form.requestSubmit();
  else field.form.submit();
}

function end(key) {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.srcObject = null;
  video.hidden = stop.hidden = torch.hidden = true;
  start.hidden = false;
  say(key);
}

async function light() {
  const on = torch.getAttribute("aria-pressed") !== "true";
  await stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: on }] });
  torch.setAttribute("aria-pressed", String(on));
}
