// A page that says that the session has ended tells the other tabs, so that no
// picture stays on the screen. It runs before the page leads on to the provider.
if ("BroadcastChannel" in window) new BroadcastChannel("myphoto-session").postMessage("out");
