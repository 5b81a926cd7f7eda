// The conversation as this tab knows it: what was said, where it stands, and every deed of the visitor.

import { Outbox } from "./outbox.js"
import { Stream } from "./stream.js"
import { Tabs } from "./tabs.js"
import { Trouble, Wire } from "./wire.js"

const TYPING_MS = 3_000
const STILL_MS = 4_000
const TYPED_FOR_MS = 7_000
const OVER = new Set(["ended", "left"])

export class Chat {
  // hear: { changed(), came(message), rejected() }; `visitor`: () → { identity, language }
  constructor({ desk, channel, store, visitor, hear }) {
    Object.assign(this, { channel, store, visitor, hear })
    this.clear()
    this.token = store.get("token")
    this.old = store.get("old")
    this.wire = new Wire(desk, () => this.token)
    this.tabs = new Tabs(`escalera:${channel}`, { lead: () => this.lead(), told: (said) => this.told(said) })
    this.outbox = new Outbox(this.wire, store, `escalera:${channel}`, {
      ready: () => this.begin(),
      sent: (message, key) => this.sent(message, key),
      changed: () => hear.changed(),
      refused: (trouble) => this.refused(trouble),
    })
    store.hear = (name, value) => this.noticed(name, value)
  }

  clear() {
    Object.assign(this, { state: null, messages: [], more: false, typing: null, seen: null, line: "off", began: false })
  }

  // Take up what this browser had before. Nothing is asked of the desk where there was nothing.
  async resume() {
    if (this.token) await this.look().catch(() => this.listen())
    this.outbox.flush()
  }

  // Read the whole of it anew.
  async look() {
    try {
      this.take(await this.wire.call("GET", "/chat/session"))
    } catch (trouble) {
      if (trouble.dead) this.forget()
      throw trouble
    }
  }

  // The session, made when the visitor first says something.
  begin(more) {
    this.token ??= this.store.get("token") // another tab may have just begun
    if (this.token) return Promise.resolve()
    this.beginning ??= this.beginNow(more).finally(() => (this.beginning = null))
    return this.beginning
  }

  async beginNow(more = {}) {
    const { identity, language } = this.visitor()
    const page = { page: location.href, title: document.title, referrer: document.referrer, language }
    const asked = { ...page, answers: this.store.get("answers") ?? {}, rule: this.store.get("rule", "sessionStorage"), ...more }
    let said
    try {
      said = await this.wire.call("POST", `/chat/${this.channel}/sessions`, { ...asked, identity })
    } catch (trouble) {
      if (trouble.status !== 403 || !identity) throw trouble
      this.hear.rejected()
      said = await this.wire.call("POST", `/chat/${this.channel}/sessions`, { ...asked, identity: null })
    }
    this.token = said.token
    this.store.set("token", said.token)
    this.store.set("whose", identity?.id ?? null)
    this.store.drop("answers")
    this.store.drop("rule", "sessionStorage")
    this.take(said)
  }

  // An answer of the desk: STATE itself, or { session, messages, more }.
  take(said) {
    const state = said.session ?? (said.stage ? said : null)
    if (state) this.state = state
    if (state?.read_up_to) this.seen = this.further(this.seen, state.read_up_to)
    for (const message of said.messages ?? []) this.put(message, !this.began) // what came while the line was lost is told
    if (said.more !== undefined && !this.older) this.more = said.more
    this.began = true
    this.listen()
    this.hear.changed()
  }

  async deed(path, body = {}, method = "POST") {
    await this.begin()
    const said = await this.wire.call(method, `/chat/session${path}`, body)
    this.take(said)
    this.tabs.tell("look")
    return said
  }

  // Another matter begins; what was said before is put out of sight, not away.
  async anew() {
    await this.deed("/new")
    this.old = this.messages.at(-1)?.id ?? null
    this.store.set("old", this.old)
    this.hear.changed()
  }

  showOld() {
    this.old = null
    this.store.drop("old")
  }

  say(text, button = false) {
    this.stopTyping()
    this.outbox.add({ text, button })
  }

  sendFile(file) {
    this.outbox.add({ file, name: file.name, size: file.size, type: file.type, progress: 0 })
  }

  async earlier() {
    const first = this.messages[0]
    if (!first || this.reading) return
    this.reading = true
    try {
      const said = await this.wire.call("GET", `/chat/session/messages?before=${encodeURIComponent(first.id)}`)
      this.older = true
      for (const message of said.messages ?? []) this.put(message, true)
      this.more = Boolean(said.more)
    } finally {
      this.reading = false
      this.hear.changed()
    }
  }

  // -- the line

  // Only a conversation that goes on is listened to; of one that went over to mail, only while it is looked at.
  listen(shown = this.shown) {
    this.shown = shown
    if (this.token && (shown || !OVER.has(this.state?.stage))) this.tabs.start()
    else {
      this.tabs.stop()
      this.line = "off"
    }
  }

  lead() {
    return new Stream(this.wire, this.after, {
      event: (name, data, id) => {
        this.after = id
        this.tabs.tell("event", { name, data, id })
        this.event(name, data)
      },
      opened: async () => {
        await this.look()
        this.lined("on")
        this.outbox.flush()
      },
      lost: () => this.lined("lost"),
      dead: () => this.forget(),
    })
  }

  lined(line) {
    this.line = line
    this.tabs.tell("line", line)
    this.hear.changed()
  }

  told({ what, about }) {
    if (what === "event") {
      this.after = about.id ?? this.after
      this.event(about.name, about.data)
    }
    if (what === "line") this.line = about
    else if (what === "seen") this.seen = this.further(this.seen, about)
    else if (what === "look" && this.token) this.look().catch(() => {})
    if (what !== "alive") this.hear.changed()
  }

  event(name, data) {
    if (name === "message") this.put(data)
    else if (name === "change" && !(data.at < this.messages[0]?.at)) this.put(data, true)
    else if (name === "typing") this.types(data)
    else if (name === "read") this.readByDesk(data.up_to)
    else if (name === "state") this.take(data)
    if (name !== "ping") this.hear.changed()
  }

  types({ who, on }) {
    clearTimeout(this.typed)
    this.typing = on ? who || true : null
    if (!on) return
    this.typed = setTimeout(() => {
      this.typing = null
      this.hear.changed()
    }, TYPED_FOR_MS)
  }

  // -- messages

  // Put a message in its place, or in place of what it was. `quiet`: nobody is told of it.
  put(message, quiet = false) {
    if (!message?.id) return
    if (message.key && message.from === "visitor" && this.outbox.find(message.key)) {
      this.outbox.items = this.outbox.items.filter((item) => item.key !== message.key)
      this.store.drop(`out:${message.key}`)
    }
    const at = this.messages.findIndex((one) => one.id === message.id)
    if (at >= 0) {
      this.messages[at] = { ...message, key: message.key ?? this.messages[at].key, state: furthest(message, this.messages[at]) }
      return
    }
    const after = this.messages.findIndex((one) => one.at > message.at)
    this.messages.splice(after < 0 ? this.messages.length : after, 0, message)
    if (message.from === "agent" || message.from === "assistant") this.typing = null
    if (!quiet && message.from !== "visitor") this.hear.came(message)
  }

  sent(message, key) {
    this.put({ ...message, key: message.key ?? key }, true)
    this.tabs.tell("event", { name: "change", data: { ...message, key: message.key ?? key } })
    this.hear.changed()
  }

  // True: the session is gone, and what waits goes into a new one.
  refused(trouble) {
    if (!(trouble instanceof Trouble) || !trouble.dead || !this.token) return false
    this.forget()
    return true
  }

  readByDesk(id) {
    const upTo = this.messages.findIndex((message) => message.id === id)
    this.messages.forEach((message, at) => {
      if (at <= upTo && message.from === "visitor") message.state = "read"
    })
  }

  // -- what the visitor has read, and does

  further(one, other) {
    const place = (id) => this.messages.findIndex((message) => message.id === id)
    return place(other) >= place(one) ? other : one
  }

  get unread() {
    const seen = this.messages.findIndex((message) => message.id === this.seen)
    return this.messages.filter((message, at) => at > seen && ["agent", "assistant"].includes(message.from)).length
  }

  read() {
    const last = this.messages.at(-1)
    if (!last || !this.token || !this.unread) return
    this.seen = last.id
    this.tabs.tell("seen", last.id)
    this.wire.call("POST", "/chat/session/read", { up_to: last.id }).catch(() => {})
  }

  writes() {
    if (!this.token || !["agent", "queue"].includes(this.state?.stage)) return
    clearTimeout(this.still)
    this.still = setTimeout(() => this.stopTyping(), STILL_MS)
    if (Date.now() - (this.lastTyped ?? 0) < TYPING_MS) return
    this.lastTyped = Date.now()
    this.wire.call("POST", "/chat/session/typing", { on: true }).catch(() => {})
  }

  stopTyping() {
    clearTimeout(this.still)
    if (!this.lastTyped) return
    this.lastTyped = 0
    this.wire.call("POST", "/chat/session/typing", { on: false }).catch(() => {})
  }

  moved(page, title) {
    if (this.token && this.state && !OVER.has(this.state.stage)) {
      this.wire.call("POST", "/chat/session/page", { page, title }).catch(() => {})
    }
  }

  // -- who it is

  // Somebody else's conversation is not shown to this person; one begun without a name becomes theirs.
  async identified(identity) {
    if (!this.token) return
    const whose = this.store.get("whose")
    if (whose && whose !== identity.id) return this.forget(true)
    if (whose === identity.id) return
    try {
      this.take(await this.wire.call("POST", "/chat/session/identity", identity))
      this.store.set("whose", identity.id)
    } catch (trouble) {
      if (trouble.status === 403) this.hear.rejected()
    }
  }

  // Leave nothing of the conversation in this browser; `tellDesk`: the token shall not open it again either.
  forget(tellDesk = false) {
    if (tellDesk && this.token) {
      this.wire.call("DELETE", "/chat/session").catch(() => {})
      this.outbox.empty()
    }
    this.token = null
    for (const name of ["token", "whose", "answers", "old"]) this.store.drop(name)
    this.clear()
    this.after = null
    this.listen()
    this.hear.changed()
  }

  // Another tab began, left or forgot.
  noticed(name, value) {
    if (name.startsWith("out:")) return this.outbox.noticed(name, value)
    if (name === "old") this.old = value
    if (name === "muted" || name === "old") return this.hear.changed()
    if (name !== "token" || value === this.token) return undefined
    this.token = value
    this.tabs.stop()
    this.clear()
    this.after = null
    if (value) return this.look().catch(() => {})
    this.listen()
    return this.hear.changed()
  }
}

const ORDER = ["sent", "delivered", "read"]

// A state never goes back: what comes late is not newer.
function furthest(one, other) {
  return ORDER.indexOf(one.state) >= ORDER.indexOf(other.state) ? one.state : other.state
}
