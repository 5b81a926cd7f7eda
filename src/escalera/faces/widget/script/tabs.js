// All tabs of a browser share one live line: the one that holds the lock listens and tells the others. When it goes, or
// falls silent (a frozen tab), another takes its place. Without locks each tab listens for itself.

const SILENT_MS = 65_000
const LOOK_MS = 15_000

export class Tabs {
  // hear: { lead() → { close() }, told(data) }
  constructor(name, hear) {
    Object.assign(this, { name, hear, alone: !navigator.locks })
    this.channel = window.BroadcastChannel ? new BroadcastChannel(name) : null
    if (this.channel) {
      this.channel.onmessage = ({ data }) => {
        this.heard = Date.now()
        if (data?.what) this.hear.told(data)
      }
    }
    addEventListener("pagehide", () => this.pauseForNow())
    addEventListener("pageshow", (event) => event.persisted && this.paused && this.start())
  }

  // Tell the other tabs; what cannot be told they read at their next look.
  tell(what, about) {
    try {
      this.channel?.postMessage({ what, about })
    } catch {} // the channel closes with the page
  }

  start() {
    this.paused = false
    if (this.wanted) return
    this.wanted = true
    this.heard = Date.now()
    this.tick = setInterval(() => this.look(), LOOK_MS)
    this.ask({})
  }

  stop() {
    this.wanted = false
    clearInterval(this.tick)
    this.release()
  }

  // The page may be kept and shown again: the line is not.
  pauseForNow() {
    if (!this.wanted) return
    this.stop()
    this.paused = true
  }

  release() {
    this.waiting?.abort()
    this.line?.close()
    this.line = null
    this.done?.()
  }

  ask(options) {
    if (this.alone) {
      this.line = this.line ?? this.hear.lead()
      return
    }
    this.waiting = options.steal ? null : new AbortController()
    const how = options.steal ? options : { signal: this.waiting.signal }
    navigator.locks.request(this.name, how, () => this.lead()).catch((problem) => this.refused(problem))
  }

  lead() {
    if (!this.wanted || this.line) return undefined
    this.line = this.hear.lead()
    return new Promise((done) => (this.done = done))
  }

  // Another took the lock over, or waiting for it was given up, or this page may hold none.
  refused(problem) {
    if (!this.wanted) return
    if (problem.name === "SecurityError") this.alone = true
    else if (!this.line) return
    this.line?.close()
    this.line = null
    this.heard = Date.now()
    this.ask({})
  }

  look() {
    if (this.line) this.tell("alive")
    else if (!this.alone && !document.hidden && Date.now() - this.heard > SILENT_MS) {
      this.heard = Date.now()
      this.waiting?.abort()
      this.ask({ steal: true })
    }
  }
}
