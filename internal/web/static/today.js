// Today's list beside the form. A client whom the server lists needs no card any more:
// the row takes its small picture, which the server does not send, because each look at
// a picture is recorded. It is blurred after ten minutes, and gone when the citizen has
// linked the files or the page is left.

const clear = 10 * 60 * 1000; // ms
const most = 24; // pictures; the list has twelve rows
const studios = ["uploaded", "sent", "mailed", "delivered", "undelivered", "viewed", "rejected", "replaced"]; // states in which the studio may look

// follow gives a row its picture whenever the list is written again, and has the card of
// the client removed, unless somebody is using it.
export function follow(queue, remove) {
  const today = queue.column.querySelector("#today");
  const pictures = new Map();
  new MutationObserver(() => {
    for (const client of queue.clients.filter(({ state, card }) => state === "sent" && !card.item.contains(document.activeElement))) {
      if (!linkTo(today, client.href)) continue;
      pictures.set(client.href, { thumb: client.card.thumb, at: client.at });
      if (pictures.size > most) pictures.delete(pictures.keys().next().value);
      remove(client);
    }
    for (const [href, picture] of pictures) if (!place(linkTo(today, href), picture)) pictures.delete(href);
  }).observe(today, { childList: true });
}

function linkTo(today, href) {
  return today.querySelector(`a[href="${CSS.escape(href)}"]`);
}

// place puts a picture into its row, and reports whether it has one.
function place(link, { thumb, at }) {
  const row = link?.closest("[data-state]");
  if (!row || !studios.includes(row.dataset.state)) return false;
  thumb.className = "desk-queue__thumb";
  thumb.classList.toggle("desk-queue__thumb--old", Date.now() - at > clear);
  row.classList.add("desk-queue__item--seen");
  row.prepend(thumb);
  return true;
}
