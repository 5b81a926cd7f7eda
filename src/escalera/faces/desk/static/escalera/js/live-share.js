// One stream for all tabs of a browser: the tab that holds the lock listens and tells the others.
// When it goes, the next one holds the lock and goes on from the last place that it heard of. A tab whose teller fell
// silent takes the lock over; a new tab asks for what happened since its page was made.

import { LiveStream } from "./live-stream.js"

const SILENT_MS = 70_000
const TICK_MS = 20_000
const KEPT = 400

export const canShare = () => Boolean(navigator.locks && window.BroadcastChannel)

export class SharedStream {
  constructor(src, mark, hear) {
    Object.assign(this, { src, mark, hear, heard: Date.now(), kept: [] })
    this.channel = new BroadcastChannel("escalera-live")
    this.channel.onmessage = ({ data }) => (this.stream ? this.asked(data) : this.told(data))
    this.tick = setInterval(() => this.watch(), TICK_MS)
    this.ended = new Promise((end) => (this.end = end))
    this.wait({})
    this.asking = mark
    this.channel.postMessage({ hello: mark })
  }

  close() {
    clearInterval(this.tick)
    this.closed = true
    this.stream?.close()
    this.end()
    this.channel.close()
  }

  wait(options) {
    navigator.locks.request("escalera-live", options, () => this.lead()).catch(() => this.followAgain())
  }

  lead() {
    if (this.closed) return undefined
    this.since = this.mark
    const pass = (name) => (value) => this.pass(name, value)
    this.stream = new LiveStream(this.src, this.mark, { hint: pass("hint"), here: pass("here"), lost: pass("lost") })
    return this.ended
  }

  followAgain() {
    this.stream?.close()
    this.stream = undefined
    this.heard = Date.now()
    if (!this.closed) this.wait({})
  }

  pass(name, value) {
    if (name === "hint") this.kept = [...this.kept, value].slice(-KEPT)
    else this.state = name
    this.hear[name](value)
    this.channel.postMessage({ name, value })
  }

  // A new tab asks what happened since its page was made.
  asked({ hello }) {
    if (hello === undefined) return
    const known = hello && this.since && !later(this.since, hello) && this.kept.length < KEPT
    const missed = this.kept.filter((one) => later(one.mark, hello))
    const answer = known ? missed : [{ topics: ["resync"], spread: 0, mark: this.stream.mark }]
    this.channel.postMessage({ to: hello, answer, state: this.state })
  }

  told({ name, value, to, answer, state }) {
    this.heard = Date.now()
    if (name === "hint") this.hint(value)
    else if (name) this.hear[name](value)
    if (!answer || to !== this.asking) return
    this.asking = undefined
    if (state === "lost") this.hear.lost()
    for (const one of answer) this.hint(one)
  }

  hint(one) {
    this.mark = one.mark || this.mark
    this.hear.hint(one)
  }

  watch() {
    if (this.stream) this.channel.postMessage({ alive: true })
    else if (!document.hidden && Date.now() - this.heard > SILENT_MS) this.wait({ steal: true })
  }
}

function later(mark, than) {
  const [[a, b], [c, d]] = [mark, than].map((one) => (one || "0.0").split(".").map(Number))
  return a > c || (a === c && b > d)
}
