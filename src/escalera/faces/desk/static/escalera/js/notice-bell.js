// The bell's number also stands on the icon of the installed desk, where the system shows such numbers.

export class NoticeBell extends HTMLElement {
  connectedCallback() {
    const count = Number.parseInt(this.getAttribute("count") ?? "0", 10)
    if (!("setAppBadge" in navigator)) return
    const done = count ? navigator.setAppBadge(count) : navigator.clearAppBadge()
    done.catch(() => {}) // not installed, or not allowed: the bell itself says it
  }
}
