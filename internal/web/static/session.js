// Warns two minutes before the session ends by idle time and can extend it. Without
// script the page itself leads to "timed out" at the same moment.

const dialog = document.querySelector("#session");
const idle = Number(dialog.dataset.idle) * 1000;
const warning = 120_000;
const text = dialog.querySelector("[data-session-text]");
const first = text.textContent;
const last = dialog.querySelector("[data-session-last]").textContent;

// Clock time, not a countdown, which would stand still while a phone sleeps.
let end = Date.now() + idle;

// Every page that is opened, in any tab, has extended the session.
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("myphoto-session") : null;
tabs?.postMessage("alive");
tabs?.addEventListener("message", renew);

function renew() {
  end = Date.now() + idle;
  if (dialog.open) dialog.close();
}

async function stay() {
  try {
    const answer = await fetch(dialog.dataset.stay, { method: "POST", redirect: "error" });
    if (!answer.ok) throw new Error("signed out");
    tabs?.postMessage("alive");
    renew();
  } catch {
    leave();
  }
}

function leave() {
  location.assign(dialog.dataset.out);
}

function look() {
  const left = end - Date.now();
  if (left <= 0) return leave();
  // Said at two minutes and at one, not every second.
  const words = left <= warning / 2 ? last : first;
  if (text.textContent !== words) text.textContent = words;
  if (left <= warning && !dialog.open) dialog.showModal();
}

dialog.querySelector("[data-session-stay]").addEventListener("click", stay);
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  stay();
});
setInterval(look, 1000);
document.addEventListener("visibilitychange", look);
