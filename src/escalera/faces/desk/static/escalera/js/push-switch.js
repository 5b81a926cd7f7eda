// Turns messages on and off for this browser. The browser is asked only after a click on "Turn on".

const words = (sub) => new URLSearchParams({ endpoint: sub.endpoint, p256dh: text(sub, "p256dh"), auth: text(sub, "auth") })

function text(sub, name) {
  const bytes = String.fromCharCode(...new Uint8Array(sub.getKey(name)))
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
}

export class PushSwitch extends HTMLElement {
  async connectedCallback() {
    this.addEventListener("click", (event) => this.turn(event.target.closest("[data-turn]")))
    const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window
    if (!able) return this.show("never")
    if (Notification.permission === "denied") return this.show("denied")
    this.show((await this.known()) ? "on" : "off")
  }

  // What the browser takes and the desk still sends to: its list names the addresses by their hash.
  async known() {
    const sub = await (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription()
    if (!sub) return null
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(sub.endpoint))
    const hash = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
    return (this.getAttribute("known") ?? "").split(" ").includes(hash) ? sub : null
  }

  show(state) {
    for (const one of this.querySelectorAll("[data-says]")) one.hidden = one.dataset.says !== state
    this.querySelector('[data-turn="on"]').hidden = !["off", "failed"].includes(state)
    this.querySelector('[data-turn="off"]').hidden = state !== "on"
  }

  async turn(button) {
    if (!button) return
    button.disabled = true
    try {
      await (button.dataset.turn === "on" ? this.on() : this.off())
    } catch {
      this.show(Notification.permission === "denied" ? "denied" : "failed")
    }
    button.disabled = false
  }

  async on() {
    if ((await Notification.requestPermission()) !== "granted") return this.show(Notification.permission === "denied" ? "denied" : "off")
    const { key } = await (await fetch(this.getAttribute("url"))).json()
    const manager = (await navigator.serviceWorker.ready).pushManager
    await (await manager.getSubscription())?.unsubscribe() // one made with an older key takes nothing from us
    const sub = await manager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
    if (!(await this.post(this.getAttribute("url"), sub)).ok) throw new Error("refused")
    location.reload()
  }

  async off() {
    const sub = await (await navigator.serviceWorker.ready).pushManager.getSubscription()
    if (sub) {
      await this.post(this.getAttribute("leave"), sub)
      await sub.unsubscribe()
    }
    location.reload()
  }

  post(url, sub) {
    const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")
    return fetch(url, { method: "POST", body: words(sub), headers: { "X-CSRFToken": token ?? "" } })
  }
}
