// Turns hints of the live stream into DOM events on body: "ticket-12", "queue", "resync"; "back" after a lost connection.
// Hints say only what changed; each part of the page fetches itself again at its own address.

import { LiveStream } from "./live-stream.js"
import { SharedStream, canShare } from "./live-share.js"

const SIGN_AFTER_MS = 2_500 // a short reconnection needs no words
const LONGEST_SPREAD_MS = 1_000

export class LiveFeed extends HTMLElement {
  connectedCallback() {
    this.pending = new Set()
    this.leave = (event) => this.close(event)
    this.come = (event) => event.persisted && this.open()
    addEventListener("pagehide", this.leave)
    addEventListener("pageshow", this.come)
    this.open()
  }

  disconnectedCallback() {
    removeEventListener("pagehide", this.leave)
    removeEventListener("pageshow", this.come)
    this.close()
  }

  open() {
    const Way = this.hasAttribute("shared") && canShare() ? SharedStream : LiveStream
    const hear = { hint: (one) => this.hinted(one), here: (back) => this.here(back), lost: () => this.lost() }
    this.stream ??= new Way(this.getAttribute("src"), this.mark ?? this.getAttribute("after") ?? "", hear)
  }

  close() {
    this.stream?.close()
    this.stream = undefined
    clearTimeout(this.signTimer)
  }

  get sign() {
    return this.querySelector("[data-sign]")
  }

  here(back) {
    if (back || this.gone) this.say("back", 0)
    this.gone = false
    clearTimeout(this.signTimer)
    this.sign?.setAttribute("hidden", "")
  }

  lost() {
    if (this.gone) return
    this.gone = true
    this.sign?.querySelector("moment-ago")?.setAttribute("at", Math.floor(Date.now() / 1000))
    this.signTimer = setTimeout(() => this.sign?.removeAttribute("hidden"), SIGN_AFTER_MS)
  }

  hinted({ topics, spread, mark }) {
    this.mark = mark || this.mark
    for (const topic of topics) this.say(topic, spread)
  }

  // Pages that were told together don't ask in the same instant: the server says how far to spread.
  say(topic, spread) {
    this.pending.add(topic)
    this.timer ??= setTimeout(() => this.tell(), Math.random() * Math.min(spread, LONGEST_SPREAD_MS))
  }

  tell() {
    this.timer = undefined
    const topics = this.pending.has("resync") ? ["resync"] : [...this.pending]
    this.pending.clear()
    for (const topic of topics) {
      document.dispatchEvent(new CustomEvent("told", { detail: topic }))
      document.body.dispatchEvent(new CustomEvent(topic))
    }
  }
}
