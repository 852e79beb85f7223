// Decodes pictures, for the worker and, where a worker cannot draw, for the page.

const side = 1600; // pixels of the longer side, as on the server

// decode returns the pixels of a picture, upright and in sRGB, and the measures of the
// whole. canvas makes a canvas of a width and a height.
self.decodePicture = async (file, canvas) => {
  const bitmap = await createImageBitmap(file); // upright by default, in every browser
  const whole = { width: bitmap.width, height: bitmap.height };
  const scale = Math.min(1, side / Math.max(whole.width, whole.height));
  const [width, height] = [whole.width, whole.height].map((length) => Math.max(1, Math.round(length * scale)));
  const pen = canvas(width, height).getContext("2d", { alpha: false, willReadFrequently: true });
  honest(pen);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return { whole, pixels: pen.getImageData(0, 0, width, height) };
};

// honest refuses a canvas that returns other pixels than were drawn, as in browsers
// that protect against fingerprinting.
function honest(pen) {
  pen.fillStyle = "rgb(20 120 220)";
  pen.fillRect(0, 0, 1, 1);
  const read = pen.getImageData(0, 0, 1, 1).data;
  if ([20, 120, 220].some((drawn, i) => Math.abs(drawn - read[i]) > 4)) throw new Error("pixels are hidden");
}
