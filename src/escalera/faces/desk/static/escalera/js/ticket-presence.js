// Says that this page shows a ticket, what is typed on it and up to where it was read; shows who else is there.
// Every 20 s while the page is visible, and at once when typing begins or ends.

const EVERY_MS = 20_000
const STILL_MS = 8_000 // so long without a key: nobody types
const TAB = (crypto.randomUUID?.() ?? String(Math.random()).slice(2)).slice(0, 30)

export class TicketPresence extends HTMLElement {
  connectedCallback() {
    this.typing = ""
    this.say = () => this.look()
    this.typed = (event) => this.keyed(event)
    this.settled = (event) => event.target?.id === "thread" && this.news && this.look()
    this.bye = () => this.leave()
    this.answered = (event) => this.stands || (event.detail.shouldSwap = false)
    this.addEventListener("htmx:beforeSwap", this.answered)
    this.timer = setInterval(this.say, EVERY_MS)
    document.addEventListener("visibilitychange", this.say)
    document.addEventListener("input", this.typed)
    document.body.addEventListener("back", this.say)
    document.body.addEventListener("htmx:afterSettle", this.settled)
    addEventListener("pagehide", this.bye)
    setTimeout(this.say)
  }

  disconnectedCallback() {
    clearInterval(this.timer)
    clearTimeout(this.still)
    document.removeEventListener("visibilitychange", this.say)
    document.removeEventListener("input", this.typed)
    document.body.removeEventListener("back", this.say)
    document.body.removeEventListener("htmx:afterSettle", this.settled)
    removeEventListener("pagehide", this.bye)
    setTimeout(() => document.querySelector("ticket-presence") || this.leave())
  }

  // An answer may come when the ticket has left the page, and with it the place of the words about two who write.
  get stands() {
    return this.isConnected && document.getElementById("clash")
  }

  get newest() {
    const said = document.querySelectorAll("#thread .message[id^='message-']")
    return Math.max(0, ...[...said].map((one) => Number(one.id.slice(8)) || 0))
  }

  get news() {
    return this.newest > (this.read ?? 0)
  }

  look() {
    if (document.hidden || !this.isConnected) return
    this.read = this.newest
    const values = { tab: TAB, typing: this.typing, read: this.read }
    const swapped = { source: this, target: this, swap: "innerHTML", values }
    window.htmx.ajax("POST", this.getAttribute("src"), swapped)?.catch(() => {}) // without a network nobody is told
  }

  keyed(event) {
    const composer = event.target.closest?.("#composer")
    if (!composer || !event.target.matches("textarea, [contenteditable]")) return
    const empty = !(event.target.value ?? event.target.textContent).trim()
    const kind = composer.querySelector("input[name='kind']:checked")?.value === "note" ? "note" : "reply"
    this.become(empty ? "" : kind)
    clearTimeout(this.still)
    this.still = setTimeout(() => this.become(""), STILL_MS)
  }

  become(typing) {
    if (typing === this.typing) return
    this.typing = typing
    this.look()
  }

  leave() {
    const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? ""
    const words = new URLSearchParams({ tab: TAB, csrfmiddlewaretoken: token })
    navigator.sendBeacon(this.getAttribute("end"), words)
  }
}
