// Sends a form and tells how far it is. Three are sent at the same time; one that breaks
// off is sent again under the same idempotency key, so that nothing is done twice.

const lanes = 3;
const waits = [1000, 4000, 10_000]; // ms before each new try
const patience = 60_000; // ms in which nothing moves; the last byte may wait twice as long for its answer

let running = 0;
const line = [];

// send posts a form and returns { status, told }: what the server told in JSON, null
// where it told none; status 0 where it was not reached. It reports { tried } before each
// new try, { part } from 0 to 1 while bytes leave, and { part: 1 } while the server checks.
export async function send(address, body, report) {
  if (running === lanes) await new Promise((turn) => line.push(turn));
  else running++;
  try {
    for (let tried = 0; ; tried++) {
      if (tried > 0) report({ tried });
      report({ part: 0 });
      const answer = await post(address, body, report);
      if (!passes(answer) || tried === waits.length) return answer;
      await new Promise((next) => setTimeout(next, waits[tried]));
    }
  } finally {
    if (line.length > 0) line.shift()();
    else running--;
  }
}

// passes reports whether an answer may be another one soon.
function passes({ status }) {
  return [0, 502, 503, 504].includes(status);
}

// post sends the form once.
function post(address, body, report) {
  return new Promise((answer) => {
    const request = new XMLHttpRequest();
    let timer = 0;
    const moved = (times = 1) => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), times * patience);
    };
    request.upload.onprogress = ({ loaded, total }) => {
      moved();
      if (total > 0) report({ part: Math.min(loaded / total, 0.99) });
    };
    request.upload.onload = () => {
      moved(2);
      report({ part: 1 });
    };
    request.onloadend = () => {
      clearTimeout(timer);
      answer({ status: request.status, told: told(request), left: Number(request.getResponseHeader("Myphoto-Session-Left") ?? 0) });
    };
    request.open("POST", address);
    request.setRequestHeader("Accept", "application/json");
    moved();
    request.send(body);
  });
}

function told(request) {
  if (!request.getResponseHeader("Content-Type")?.startsWith("application/json")) return null;
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}
