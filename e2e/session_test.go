package e2e_test

import "testing"

// Signing out in one tab leaves no picture on the screen of another.
func TestSignOutInOneTabClearsTheOthers(t *testing.T) {
	t.Parallel()
	maria := newTown(t).arrive(t)
	maria.signInFirst("maria")
	maria.visit("/citizen")
	// The other tab: it signs out and runs the script of the page that says so.
	var ran bool
	maria.Await(`(async () => {
		await fetch("/logout", { method: "POST" });
		const told = await (await fetch("/signed-out")).text();
		const script = document.createElement("script");
		script.src = told.match(/src="([^"]*signed-out[.]js)"/)[1];
		setTimeout(() => document.head.append(script)); // after the answer: the script leads this tab away
		return true;
	})()`, &ran)
	maria.See("Αποσυνδεθήκατε")
	maria.expect("/signed-out")
}

// Browsers of before 2022 have no <dialog>: the warning shows when it is time, and
// only then.
func TestWarningShowsWithoutTheDialogElement(t *testing.T) {
	t.Parallel()
	maria := newTown(t).arrive(t)
	maria.signInFirst("maria")
	maria.visit("/citizen")
	const shown = `getComputedStyle(document.querySelector("#session")).display !== "none"`
	var before, after, stayed bool
	maria.Evaluate(shown, &before)
	maria.Await(`(async () => {
		delete HTMLDialogElement.prototype.showModal;
		delete HTMLDialogElement.prototype.close;
		document.querySelector("#session").dataset.left = "100";
		await import(document.querySelector("script[src*='session.js']").src + "?again");
		const wanted = (want) => new Promise((done) => { const look = () => `+shown+` === want ? done(true) : setTimeout(look, 50); look(); });
		return wanted(true);
	})()`, &after)
	maria.Await(`(async () => {
		document.querySelector("[data-session-stay]").click();
		return new Promise((done) => { const look = () => `+shown+` ? setTimeout(look, 50) : done(true); look(); });
	})()`, &stayed)
	if before || !after || !stayed {
		t.Errorf("shown before its time: %t, at its time: %t, gone after «Παραμονή»: %t", before, after, stayed)
	}
}

// A page whose session has ended leaves once: leaving again each second would break off
// the way to a server that is slow to answer.
func TestPageLeavesAnEndedSessionOnce(t *testing.T) {
	t.Parallel()
	maria := newTown(t).arrive(t)
	maria.signInFirst("maria")
	maria.visit("/citizen")
	var left int
	maria.Await(`(async () => {
		let left = 0;
		navigation.addEventListener("navigate", (event) => { left++; event.preventDefault(); });
		document.querySelector("#session").dataset.left = "0";
		await import(document.querySelector("script[src*='session.js']").src + "?ended");
		return new Promise((done) => setTimeout(() => done(left), 3500));
	})()`, &left)
	if left != 1 {
		t.Errorf("left %d times", left)
	}
}
