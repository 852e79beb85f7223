// <div id="…" data-swap="5" aria-live="polite">: every 5 seconds, say, the page is
// fetched again and the part with the same id replaces this one, until the new part
// has no data-swap. Without script a link reloads the page.

const longest = 20 * 60 * 1000;
const began = Date.now();

for (const part of document.querySelectorAll("[data-swap][id]")) plan(part);

function plan(part) {
  const wait = Math.max(2, Number(part.dataset.swap)) * 1000;
  if (Date.now() - began < longest) setTimeout(() => renew(part), wait);
}

async function renew(part) {
  // Not while the visitor uses the part, nor while the tab is hidden.
  if (document.hidden || part.contains(document.activeElement)) return plan(part);
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html", "Myphoto-Background": "1" }, redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (!fresh) return;
    open(fresh, part);
    if (fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
    if (fresh.hasAttribute("data-swap")) plan(part);
  } catch {
    plan(part);
  }
}

// open opens in the new part what the visitor has opened in the old one.
function open(fresh, part) {
  const now = fresh.querySelectorAll("details");
  part.querySelectorAll("details").forEach((old, n) => {
    if (now[n]) now[n].open = old.open;
  });
}
