// The bell's number also stands on the icon of the installed desk, where the system shows such numbers; and who is signed
// in is noted for the offline page, which lists the drafts of that person only.

export class NoticeBell extends HTMLElement {
  connectedCallback() {
    try {
      localStorage.setItem("me", this.getAttribute("agent"))
    } catch {} // the offline page lists no drafts then
    const count = Number.parseInt(this.getAttribute("count") ?? "0", 10)
    if (!("setAppBadge" in navigator)) return
    const done = count ? navigator.setAppBadge(count) : navigator.clearAppBadge()
    done.catch(() => {}) // not installed, or not allowed: the bell itself says it
  }
}
