// Warns two minutes before the session ends by idle time and can extend it. Without
// script the page itself leads to "timed out" at the same moment. The server says
// how long the session still lasts: it alone decides.

import { keep } from "./keep.js";

const dialog = document.querySelector("#session");
const warning = 120_000;
const text = dialog.querySelector("[data-session-text]");
const first = text.textContent;
const last = dialog.querySelector("[data-session-last]").textContent;

// Clock time, not a countdown, which would stand still while a phone sleeps.
let end = Date.now() + Number(dialog.dataset.left) * 1000;

// The tabs tell each other how long the session lasts, and when it has ended.
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("myphoto-session") : null;
tabs?.postMessage(end);
tabs?.addEventListener("message", ({ data }) => (data === "out" ? location.replace(dialog.dataset.ended) : renew(data)));

// A page that comes back from the browser's memory may be of a session that ended.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

function renew(until) {
  end = Math.max(end, until);
  if (end > Date.now()) leaving = false;
  if (end - Date.now() > warning) hide();
}

// Browsers before 2022 have no <dialog>: there the attribute alone shows it.
function show() {
  if (dialog.showModal) return dialog.showModal();
  dialog.setAttribute("open", "");
  dialog.querySelector("[data-session-stay]").focus();
}

function hide() {
  if (!dialog.hasAttribute("open")) return;
  if (dialog.close) dialog.close();
  else dialog.removeAttribute("open");
}

async function stay() {
  try {
    const answer = await fetch(dialog.dataset.stay, { method: "POST", redirect: "error" });
    if (!answer.ok) throw new Error("signed out");
    renew(Date.now() + Number(answer.headers.get("Myphoto-Session-Left")) * 1000);
    tabs?.postMessage(end);
  } catch {
    leave();
  }
}

// Once: to go again would break off a way that takes longer than the clock's tick.
let leaving = false;

// What a page shows of others must not wait for an answer of who has left it. This
// script is the first of the page: no other asks before it.
addEventListener("beforeunload", (event) => {
  if (leaving) event.stopImmediatePropagation();
});

async function leave() {
  if (leaving) return;
  leaving = true;
  await keep();
  location.assign(dialog.dataset.out);
}

function look() {
  const left = end - Date.now();
  if (left <= 0) return leave();
  // Said at two minutes and at one, not every second.
  const words = left <= warning / 2 ? last : first;
  if (text.textContent !== words) text.textContent = words;
  if (left <= warning && !dialog.hasAttribute("open")) show();
}

dialog.querySelector("[data-session-stay]").addEventListener("click", stay);
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  stay();
});
setInterval(look, 1000);
document.addEventListener("visibilitychange", look);
