// Keeps the page of phones and mailboxes up to date. It leaves the page alone
// while something on it is selected or focused, so that a code can be copied.
"use strict";

async function refresh() {
  const live = document.getElementById("live");
  if (document.hidden || !document.getSelection().isCollapsed || live.contains(document.activeElement)) {
    return;
  }
  const answer = await fetch("/", { headers: { Accept: "text/html" } });
  if (!answer.ok) {
    return;
  }
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
  if (fresh && fresh.innerHTML !== live.innerHTML) {
    live.replaceWith(document.adoptNode(fresh));
  }
}

setInterval(() => refresh().catch(() => {}), 2000);
