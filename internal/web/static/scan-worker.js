// Reads QR codes off the page's thread, for browsers without BarcodeDetector.
importScripts("jsqr.min.js");

onmessage = ({ data }) => {
  const found = jsQR(data.data, data.width, data.height, { inversionAttempts: "attemptBoth" });
  postMessage(found ? found.data : "");
};
