// What the visitor said and the desk has not yet confirmed. Words are kept in the browser until then, each with a key
// that makes sending twice the same as sending once; files wait only as long as the page is there.

import { newKey } from "./dom.js"
import { pause } from "./wire.js"

const OTHERS_TURN_MS = 4_000

export class Outbox {
  // hear: { ready() → Promise, sent(message, key), changed(), refused(trouble) }
  constructor(wire, store, name, hear) {
    Object.assign(this, { wire, store, name, hear, tries: 0 })
    this.items = store.names("out:").map((slot) => store.get(slot)).filter((item) => item?.key)
    this.sort()
    addEventListener("online", () => this.flush())
  }

  add(about) {
    const item = { key: newKey(), at: new Date().toISOString(), text: "", ...about }
    this.items.push(item)
    this.keep(item)
    this.hear.changed()
    this.tries = 0
    this.flush()
    return item
  }

  // Another tab put something in or took it out.
  noticed(slot, item) {
    const key = slot.slice("out:".length)
    this.items = this.items.filter((one) => one.key !== key || one.file)
    if (item?.key && !this.items.some((one) => one.key === key)) this.items.push(item)
    this.sort()
    this.hear.changed()
    if (item) this.later(OTHERS_TURN_MS)
  }

  drop(key) {
    const item = this.find(key)
    item?.stop?.()
    this.items = this.items.filter((one) => one.key !== key)
    this.store.drop(`out:${key}`)
    this.hear.changed()
  }

  again(key) {
    const item = this.find(key)
    if (!item) return
    delete item.failed
    this.keep(item)
    this.hear.changed()
    this.tries = 0
    this.flush()
  }

  empty() {
    for (const item of [...this.items]) this.drop(item.key)
  }

  find(key) {
    return this.items.find((item) => item.key === key)
  }

  keep(item) {
    if (!item.file) this.store.set(`out:${item.key}`, item)
  }

  sort() {
    this.items.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
  }

  later(ms) {
    clearTimeout(this.bell)
    this.bell = setTimeout(() => this.flush(), ms)
  }

  // One tab sends at a time, in the order of writing.
  async flush() {
    if (this.flushing || !this.items.some((item) => !item.failed)) return
    this.flushing = true
    try {
      await inTurn(`${this.name}:out`, () => this.sendAll())
    } finally {
      this.flushing = false
    }
  }

  async sendAll() {
    for (;;) {
      const item = this.items.find((one) => !one.failed)
      if (!item) return
      if (!item.file && !this.store.get(`out:${item.key}`)) {
        this.items = this.items.filter((one) => one !== item) // another tab has sent it
        continue
      }
      try {
        await this.hear.ready()
        const message = await this.send(item)
        this.items = this.items.filter((one) => one !== item)
        this.store.drop(`out:${item.key}`)
        this.tries = 0
        this.waiting = false
        this.hear.sent(message, item.key)
      } catch (trouble) {
        if (!this.items.includes(item)) continue // taken back while it was on its way
        if (this.hear.refused(trouble)) return this.later(pause(this.tries++))
        if (trouble.again) {
          this.waiting = true
          this.hear.changed()
          return this.later(pause(this.tries++, trouble.after_ms))
        }
        item.failed = trouble.message || true
        this.keep(item)
        this.hear.changed()
      }
    }
  }

  send(item) {
    if (!item.file) {
      return this.wire.call("POST", "/chat/session/messages", { text: item.text, key: item.key, button: Boolean(item.button) })
    }
    const progress = (share) => {
      item.progress = share
      this.hear.changed()
    }
    return this.wire.upload("/chat/session/files", item.file, item.key, progress, (stop) => (item.stop = stop))
  }
}

// With a lock that all tabs share, where this page may have one.
async function inTurn(name, deed) {
  let begun = false
  try {
    await navigator.locks.request(name, () => {
      begun = true
      return deed()
    })
  } catch (problem) {
    if (begun) throw problem
    await deed()
  }
}
