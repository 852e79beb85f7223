package e2e_test

import "testing"

// A part that is renewed by itself does not close what its reader has opened.
func TestRenewedPartKeepsWhatIsOpen(t *testing.T) {
	t.Parallel()
	nikos := newTown(t).arrive(t)
	nikos.atCounter()
	nikos.visit("/studio")
	var open bool
	nikos.Await(`(async () => {
		const part = document.querySelector("#clients");
		part.innerHTML = "<details open><summary>Earlier</summary>two</details>";
		window.fetch = async () => new Response("<div id=clients><details><summary>Earlier</summary>three</details></div>");
		part.dataset.swap = "2";
		await import(document.querySelector("script[src*='swap.js']").src + "?again");
		return new Promise((done) => {
			new MutationObserver(() => done(part.querySelector("details").open)).observe(part, { childList: true });
		});
	})()`, &open)
	if !open {
		t.Error("the reader's details are closed")
	}
}
