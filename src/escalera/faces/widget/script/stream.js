// The live line of one session: server-sent events read by fetch, since a header must go with them. It comes back by
// itself, slower each time. Behind a proxy that holds everything back, it asks from time to time instead.

import { pause, Trouble } from "./wire.js"

const SILENT_MS = 45_000 // the desk speaks every 25 s
const FIRST_WORD_MS = 12_000 // and at once on opening
const ASK_MS = 8_000

export class Stream {
  // hear: { event(name, data, id), opened(), lost(), dead() }
  constructor(wire, after, hear) {
    Object.assign(this, { wire, after, hear, tries: 0, held: 0 })
    this.wake = () => this.rouse?.()
    addEventListener("online", this.wake)
    document.addEventListener("visibilitychange", this.wake)
    this.run()
  }

  close() {
    this.closed = true
    this.ending?.abort()
    this.rouse?.()
    removeEventListener("online", this.wake)
    document.removeEventListener("visibilitychange", this.wake)
  }

  async run() {
    while (!this.closed) {
      let least = 0
      try {
        if (this.held < 2) await this.listen()
        else {
          await this.hear.opened()
          this.tries = 0
        }
      } catch (trouble) {
        if (this.closed) return
        if (trouble instanceof Trouble && trouble.dead) return this.hear.dead()
        least = trouble.after_ms ?? 0
        this.hear.lost()
      }
      if (!this.closed) await this.sleep(this.held < 2 || this.tries ? pause(this.tries++, least) : ASK_MS)
    }
  }

  sleep(ms) {
    return new Promise((done) => {
      const bell = setTimeout(done, ms)
      this.rouse = () => {
        clearTimeout(bell)
        done()
      }
    })
  }

  async listen() {
    this.ending = new AbortController()
    this.spoken = false
    this.listenFor(FIRST_WORD_MS)
    try {
      const query = this.after ? `?after=${encodeURIComponent(this.after)}` : ""
      const answer = await fetch(this.wire.address(`/chat/session/stream${query}`), {
        headers: this.wire.headers({ Accept: "text/event-stream" }),
        credentials: "omit",
        cache: "no-store",
        signal: this.ending.signal,
      })
      if (!answer.ok) throw new Trouble(answer.status, {}, answer.headers.get("Retry-After"))
      await this.hear.opened()
      this.listenFor(FIRST_WORD_MS)
      await this.read(answer.body.getReader())
    } catch (trouble) {
      if (trouble instanceof Trouble) throw trouble
      throw new Trouble(0)
    } finally {
      clearTimeout(this.bell)
    }
  }

  async read(reader) {
    const letters = new TextDecoder()
    let rest = ""
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      this.spoken = true
      this.held = this.tries = 0
      this.listenFor(SILENT_MS)
      const blocks = (rest + letters.decode(value, { stream: true })).replace(/\r\n?/g, "\n").split("\n\n")
      rest = blocks.pop()
      for (const block of blocks) this.understand(block)
    }
  }

  understand(block) {
    let name = "message"
    const data = []
    for (const line of block.split("\n")) {
      const [, field, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? []
      if (field === "event") name = value
      else if (field === "data") data.push(value)
      else if (field === "id") this.after = value
    }
    if (!data.length) return
    try {
      this.hear.event(name, JSON.parse(data.join("\n")), this.after)
    } catch {} // what cannot be read now comes with the next look at the session
  }

  listenFor(ms) {
    clearTimeout(this.bell)
    this.bell = setTimeout(() => {
      if (!this.spoken && navigator.onLine !== false) this.held++
      this.ending.abort()
    }, ms)
  }
}
