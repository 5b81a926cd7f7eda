// The window of the chat: its head, the conversation, and the line to write in.

import { CARDS, phase, standing } from "./cards.js"
import { Composer, touch } from "./composer.js"
import { bars, el, icon } from "./dom.js"
import { Log } from "./log.js"
import { face } from "./message.js"
import { spoken } from "./rich.js"

const WRITES = new Set(["talk", "queue", "left", "ended"])

export class Panel {
  constructor(ui) {
    this.ui = ui
    const { speech, settings, chat, store, desk } = ui
    this.title = el("h2", { id: "title" })
    this.status = el("p", { class: "status" })
    this.sign = el("div", { class: "sign" })
    this.menu = el("div", { class: "menu" })
    this.menu.hidden = true
    this.opener = this.tool("more", "options", () => this.toggleMenu())
    this.opener.setAttribute("aria-expanded", "false")
    const close = this.tool("close", "close", () => ui.close())
    close.classList.add("shut")
    this.head = el("div", { class: "top" }, bars("rise"), this.sign, el("div", { class: "names" }, this.title, this.status), this.opener, close, this.menu)
    this.log = new Log(speech, chat, desk)
    this.problem = el("p", { class: "problem", role: "alert" })
    this.composer = new Composer({ speech, settings, chat, store, notice: (words) => this.notice(words) })
    this.person = el("button", { type: "button", class: "person", onclick: () => this.askPerson() }, icon("person"), speech.say("to_person"))
    this.foot = el("div", { class: "foot" }, this.problem, this.person, this.composer.box)
    this.drop = el("div", { class: "drop", "aria-hidden": "true" }, el("span", {}, icon("clip"), speech.say("drop")))
    this.box = el("section", { class: "panel", role: "dialog", "aria-labelledby": "title", tabindex: "-1", id: "panel" }, this.head, this.log.box, this.foot, this.drop)
    this.box.hidden = true
    this.watchDrops()
    this.box.addEventListener("keydown", (event) => this.key(event))
    this.box.addEventListener("focusout", (event) => !this.head.contains(event.relatedTarget) && this.toggleMenu(false))
    this.intro()
  }

  tool(name, words, deed) {
    const said = this.ui.speech.say(words)
    return el("button", { type: "button", class: "tool", "aria-label": said, title: said, onclick: deed }, icon(name))
  }

  intro() {
    const { settings } = this.ui
    this.greeting = el("div", { class: "greeting" }, spoken(settings.greeting ?? ""))
    this.log.before.append(bars("mark"), el("p", { class: "welcome" }, settings.title), this.greeting)
  }

  sync() {
    const { chat, settings } = this.ui
    const now = phase(this.ui)
    this.log.before.hidden = this.log.hasEarlier
    this.greeting.hidden = chat.messages.some((message) => message.text === settings.greeting)
    this.heading()
    this.log.sync()
    this.card(now)
    this.composer.box.hidden = !WRITES.has(now)
    const stage = chat.state?.stage
    this.person.hidden = !(now === "talk" && settings.assistant && (stage === "assistant" || (!stage && !chat.token))) || this.offersPerson()
    this.foot.hidden = this.composer.box.hidden && this.person.hidden && !this.problem.textContent
  }

  // The assistant's own button is enough.
  offersPerson() {
    const words = this.ui.speech.say("to_person")
    return this.ui.chat.messages.at(-1)?.buttons?.some((button) => (button.text ?? button) === words)
  }

  heading() {
    const { chat, settings, desk } = this.ui
    const agent = chat.state?.stage === "agent" ? chat.state.agent : null
    const online = (chat.state ?? settings).online
    const sign = JSON.stringify([agent, settings.logo])
    this.title.textContent = agent?.name || settings.title
    this.status.textContent = standing(this.ui)
    this.status.classList.toggle("on", Boolean(agent) || (online && chat.line !== "lost"))
    if (sign === this.signed) return
    this.signed = sign
    if (agent) this.sign.replaceChildren(face({ from: "agent", ...agent }, desk))
    else if (settings.logo) this.sign.replaceChildren(el("img", { src: new URL(settings.logo, desk).href, alt: "" }))
    else this.sign.replaceChildren(bars("mark"))
  }

  // Drawn anew only when it says something else, so that nothing half written is lost.
  card(now) {
    const { chat, leaving, identity } = this.ui
    const { queue, ticket, follow_url, wants } = chat.state ?? {}
    const sign = JSON.stringify([now, queue, ticket, follow_url, wants, leaving, identity])
    if (sign === this.carded) return
    this.carded = sign
    const card = CARDS[now](this.ui)
    const held = this.log.after.contains(this.box.getRootNode().activeElement)
    this.log.after.replaceChildren(...(card ? [card] : []))
    if (held) (card?.querySelector("input, textarea, select") ?? this.composer.text).focus({ preventScroll: true })
    if (now === "queue" && card) this.ui.announce(card.textContent)
    if (this.log.atBottom) this.log.toEnd()
  }

  notice(words) {
    this.problem.textContent = words
    this.foot.hidden = this.foot.hidden && !words
  }

  focusFirst() {
    const form = this.log.after.querySelector("input, textarea, select")
    const place = touch() ? null : this.composer.box.hidden ? form : this.composer.text
    ;(place ?? this.box).focus({ preventScroll: true })
    this.composer.fit()
  }

  key(event) {
    if (event.key !== "Escape") return
    if (this.menu.hidden) return this.ui.close()
    this.toggleMenu(false)
    this.opener.focus()
  }

  askPerson() {
    const { chat, settings } = this.ui
    if (!(chat.state ?? settings).online) return this.ui.leaveInstead()
    return this.ui.attempt(() => chat.deed("/person", { answers: {} }), this.person)
  }

  // -- the menu

  toggleMenu(open = this.menu.hidden) {
    this.menu.hidden = !open
    this.opener.setAttribute("aria-expanded", String(open))
    if (!open) return
    const { chat, attention, settings, speech } = this.ui
    const items = []
    if (settings.sound) items.push(["sound", attention.muted ? "mute" : "sound", attention.muted ? "sound_on" : "sound_off", () => attention.mute(!attention.muted)])
    if (chat.token) {
      items.push(["fresh", "fresh", "new_chat", () => this.ui.startAnew()])
      if (!["ended", "left"].includes(chat.state?.stage)) items.push(["end", "end", "end_chat", () => this.ui.attempt(() => chat.deed("/end")), "sure_end"])
      items.push(["forget", "forget", "forget", () => this.ui.forget(), "sure_forget"])
    }
    this.menu.replaceChildren(...items.map(([, shape, words, deed, sure]) => this.item(shape, speech.say(words), deed, sure && speech.say(sure))))
    if (!items.length) this.menu.append(el("p", { class: "soft" }, speech.say("nothing_here")))
    this.menu.querySelector("button")?.focus()
  }

  item(shape, words, deed, sure) {
    const label = el("span", {}, words)
    const press = () => {
      if (sure && label.textContent !== sure) return void (label.textContent = sure)
      this.toggleMenu(false)
      this.opener.focus()
      return deed()
    }
    return el("button", { type: "button", onclick: press }, icon(shape), label)
  }

  // -- files let fall on the window

  watchDrops() {
    const files = (event) => this.ui.settings.files?.most && !this.composer.box.hidden && [...(event.dataTransfer?.types ?? [])].includes("Files")
    const shown = (on) => this.drop.classList.toggle("on", on)
    this.box.addEventListener("dragover", (event) => {
      if (!files(event)) return
      event.preventDefault()
      shown(true)
    })
    this.box.addEventListener("dragleave", (event) => !this.box.contains(event.relatedTarget) && shown(false))
    this.box.addEventListener("drop", (event) => {
      shown(false)
      if (!files(event)) return
      event.preventDefault()
      this.composer.take(event.dataTransfer.files)
    })
  }
}
