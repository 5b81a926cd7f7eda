// The service worker: the offline page, messages while the desk is closed, and the icon on a home screen.

if ("serviceWorker" in navigator && isSecureContext) {
  navigator.serviceWorker
    .register("/sw.js")
    .then(() => navigator.serviceWorker.ready)
    .then((registration) => registration.active?.postMessage({ language: document.documentElement.lang }))
    .catch(() => {}) // private windows and old browsers do without
}

if (location.pathname === "/sign-in/") {
  try {
    localStorage.removeItem("me") // nobody is signed in here now: the offline page lists nobody's drafts
  } catch {} // nothing was kept
}
