// The list of what was said. Only what changed is drawn anew, and nobody who reads further up is pulled down.

import { bars, el, icon } from "./dom.js"
import { drawMessage, drawWaiting, follows } from "./message.js"

const NEAR_END = 90

export class Log {
  constructor(speech, chat, desk) {
    Object.assign(this, { speech, chat, desk, drawn: new Map() })
    this.list = el("ol", { class: "list" })
    this.before = el("div", { class: "before" })
    this.after = el("div", { class: "after" })
    this.earlier = el("button", { class: "pill earlier", type: "button", onclick: () => this.older() }, speech.say("earlier"))
    this.typing = el("div", { class: "typing" }, el("span", { class: "face robot" }, bars("climb")), el("span", { class: "who" }))
    this.place = el("div", { class: "log", role: "log", "aria-live": "off", "aria-label": speech.say("messages"), tabindex: "0" })
    this.place.append(this.before, this.earlier, this.list, this.typing, this.after)
    this.down = el("button", { class: "pill newest", type: "button", onclick: () => this.toEnd(true) }, speech.say("newest"), icon("down"))
    this.down.hidden = true
    this.box = el("div", { class: "scroll" }, this.place, this.down)
    this.atBottom = true
    this.place.addEventListener("scroll", () => this.scrolled(), { passive: true })
    const grown = window.ResizeObserver && new ResizeObserver(() => this.atBottom && this.toEnd()) // a picture came, the keyboard opened
    for (const part of [this.place, this.list, this.after]) grown?.observe(part)
    this.deeds = {
      press: (text) => chat.say(text, true),
      again: (key) => chat.outbox.again(key),
      discard: (key) => chat.outbox.drop(key),
      jump: (id) => this.drawn.get(this.names?.get(id))?.node.scrollIntoView({ block: "center" }),
    }
  }

  scrolled() {
    this.atBottom = this.atEnd()
    if (this.atBottom) this.down.hidden = true
  }

  atEnd() {
    return this.place.scrollHeight - this.place.scrollTop - this.place.clientHeight < NEAR_END
  }

  toEnd(now = false) {
    this.place.scrollTop = this.place.scrollHeight
    if (now) this.down.hidden = true
  }

  get hasEarlier() {
    return this.chat.more || this.first > 0
  }

  async older() {
    const before = this.place.scrollHeight - this.place.scrollTop
    this.holding = true
    if (this.first > 0) this.chat.showOld()
    else await this.chat.earlier().catch(() => {})
    this.sync()
    this.holding = false
    this.place.scrollTop = this.place.scrollHeight - before
  }

  sync() {
    const { chat } = this
    const stays = this.atBottom
    const grown = this.draw(this.entries())
    this.earlier.hidden = !this.hasEarlier
    this.typing.hidden = !chat.typing
    const who = typeof chat.typing === "string" ? chat.typing : chat.state?.agent?.name
    this.typing.lastChild.textContent = who ? this.speech.say("typing", { name: who }) : this.speech.say("typing_someone")
    if (this.holding) return
    if (stays || grown === "mine") this.toEnd()
    else if (grown) this.down.hidden = false
  }

  entries() {
    const { chat } = this
    const out = []
    const lastMine = chat.messages.findLastIndex?.((message) => message.from === "visitor") ?? -1
    let day = ""
    this.names = new Map()
    this.first = chat.messages.findIndex((message) => message.id === chat.old) + 1
    chat.messages.forEach((message, at) => {
      if (at < this.first) return
      const today = this.speech.day(message.at)
      if (today !== day) out.push({ name: `day ${today}`, sign: today, draw: () => el("li", { class: "day" }, el("span", {}, today)) })
      const before = today === day && at > this.first ? chat.messages[at - 1] : null
      day = today
      const about = {
        follows: follows(message, before),
        last: at === chat.messages.length - 1 && !chat.outbox.items.length && chat.state?.stage !== "ended",
        mark: at === lastMine && message.state ? message.state : "",
      }
      const name = message.key ?? message.id
      this.names.set(message.id, name)
      const draw = () => drawMessage(message, about, this.speech, this.desk, this.deeds)
      out.push({ name, sign: JSON.stringify([message, about]), draw, from: message.from })
    })
    const state = chat.line === "lost" || chat.outbox.waiting || navigator.onLine === false ? "waiting_line" : "sending"
    for (const item of chat.outbox.items) {
      const sign = JSON.stringify([item.failed, Math.round((item.progress ?? 0) * 50), state])
      out.push({ name: item.key, sign, draw: () => drawWaiting(item, state, this.speech, this.deeds), from: "visitor" })
    }
    return out
  }

  // Answers whose words came at the end, if any did.
  draw(entries) {
    const names = new Set(entries.map((entry) => entry.name))
    for (const [name, { node }] of this.drawn) {
      if (names.has(name)) continue
      node.remove()
      this.drawn.delete(name)
    }
    let grown = ""
    let at = this.list.firstChild
    entries.forEach((entry, place) => {
      const old = this.drawn.get(entry.name)
      let node = old?.node
      if (!old || old.sign !== entry.sign) {
        node = entry.draw()
        if (!old && place === entries.length - 1 && this.drawn.size) {
          node.classList.add("new")
          grown = entry.from === "visitor" ? "mine" : "theirs"
        }
        if (old) {
          if (at === old.node) at = old.node.nextSibling
          const held = old.node.contains(old.node.getRootNode().activeElement)
          old.node.remove()
          if (held) this.place.focus({ preventScroll: true })
        }
        this.drawn.set(entry.name, { node, sign: entry.sign })
      }
      if (node === at) at = at.nextSibling
      else this.list.insertBefore(node, at)
    })
    return grown
  }
}
