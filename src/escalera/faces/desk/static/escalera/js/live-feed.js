// Turns hints of the live stream into DOM events on body: "ticket-12", "queue", "resync".
// Hints say only what changed; each part of the page fetches itself again at its own address.

const JITTER_MS = 300 // so that a hundred desks don't ask in the same instant
const ASLEEP_MS = 60_000 // a timer this late means that the machine slept
const TICK_MS = 20_000
const SIGN_AFTER_MS = 2_500 // a short reconnection needs no words
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000]

export class LiveFeed extends HTMLElement {
  connectedCallback() {
    this.pending = new Set()
    this.tries = 0
    this.tick = setInterval(() => this.watchSleep(), TICK_MS)
    this.lastTick = Date.now()
    this.leave = () => this.close()
    addEventListener("pagehide", this.leave)
    this.open()
  }

  disconnectedCallback() {
    clearInterval(this.tick)
    removeEventListener("pagehide", this.leave)
    this.close()
  }

  open() {
    this.source = new EventSource(this.getAttribute("src"))
    this.source.addEventListener("open", () => this.opened())
    this.source.addEventListener("hint", (event) => this.hinted(event))
    this.source.addEventListener("error", () => this.lost())
  }

  close() {
    this.source?.close()
    clearTimeout(this.retry)
    clearTimeout(this.signTimer)
  }

  opened() {
    if (this.gone) this.say("resync")
    this.gone = false
    this.tries = 0
    clearTimeout(this.signTimer)
    this.querySelector("[data-sign]")?.setAttribute("hidden", "")
  }

  hinted(event) {
    try {
      for (const topic of JSON.parse(event.data).topics ?? []) this.say(topic)
    } catch {
      this.say("resync")
    }
  }

  lost() {
    if (!this.gone) this.signTimer = setTimeout(() => this.querySelector("[data-sign]")?.removeAttribute("hidden"), SIGN_AFTER_MS)
    this.gone = true
    if (this.source.readyState !== EventSource.CLOSED) return // the browser tries again by itself
    this.source.close()
    clearTimeout(this.retry)
    this.retry = setTimeout(() => this.open(), RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)])
  }

  watchSleep() {
    const now = Date.now()
    if (now - this.lastTick > ASLEEP_MS) this.say("resync")
    this.lastTick = now
  }

  say(topic) {
    this.pending.add(topic)
    this.timer ??= setTimeout(() => this.tell(), Math.random() * JITTER_MS)
  }

  tell() {
    this.timer = undefined
    const topics = this.pending.has("resync") ? ["resync"] : [...this.pending]
    this.pending.clear()
    for (const topic of topics) document.body.dispatchEvent(new CustomEvent(topic))
  }
}
