// The whole of it on the host's page: one element with a shadow of its own, so that neither disturbs the other.

import { Attention } from "./attention.js"
import { Chat } from "./chat.js"
import { bars, bubble, el, icon } from "./dom.js"
import { tones } from "./paint.js"
import { Panel } from "./panel.js"
import { Phone, SMALL } from "./phone.js"
import { Places } from "./places.js"
import { Rules } from "./rules.js"
import { STYLE } from "./style.js"

const KEPT_IN = ["keydown", "keyup", "keypress", "input", "change", "paste", "focusin", "focusout", "dragover", "drop"]
const NIGHT = matchMedia("(prefers-color-scheme: dark)")
const TEASER_MS = 20_000
const OTHERS_LOOK_MS = 400

export class Widget {
  // hear(name, about): open, close, message, unread, ready
  // `whole`: the chat is the page, there is nothing behind it.
  constructor({ desk, channel, settings, speech, store, identity, nonce, whole, hear }) {
    Object.assign(this, { desk, settings, speech, store, identity, whole, hear, isOpen: false, leaving: false })
    this.answered = Boolean(store.get("answers"))
    this.attention = new Attention(store, settings.sound !== false)
    this.chat = new Chat({
      desk,
      channel,
      store,
      visitor: () => ({ identity: this.identity, language: settings.language }),
      hear: { changed: () => this.changed(), came: (message) => this.came(message), rejected: () => this.rejected() },
    })
    this.draw(nonce)
    this.places = new Places(() => this.moved())
    const may = () => !this.isOpen && !this.host.hidden && (!this.chat.state || this.chat.state.stage === "ended")
    this.rules = new Rules(settings.rules ?? [], store, may, (rule) => this.comeForward(rule))
    document.addEventListener("visibilitychange", () => this.changed())
    addEventListener("focus", () => this.changed())
  }

  async start() {
    this.changed()
    await this.chat.resume()
    if (this.identity) await this.chat.identified(this.identity)
    if (this.whole) this.open()
    else if (this.store.get("open", "sessionStorage") && !SMALL.matches) this.open({ quiet: true })
    this.hear("ready")
  }

  draw(nonce) {
    const { speech, settings } = this
    this.host = document.createElement("escalera-chat")
    const shadow = this.host.attachShadow({ mode: "open" })
    dress(shadow, nonce)
    this.badge = el("span", { class: "badge", "aria-hidden": "true" })
    const turned = el("span", { class: "turn" }, bubble(), icon("down"))
    this.button = el("button", { type: "button", class: "launcher", "aria-expanded": "false", "aria-controls": "panel", onclick: () => this.toggle() }, turned, this.badge)
    this.teaser = el("div", { class: "teaser" })
    this.teaser.hidden = true
    this.live = el("div", { class: "heard", role: "status", "aria-live": "polite" })
    this.panel = new Panel(this)
    this.root = el("div", { class: `root ${settings.position === "left" ? "left" : "right"}${this.whole ? " whole" : ""}`, lang: settings.language, dir: speech.direction })
    this.root.append(this.panel.box, this.teaser, this.button, this.live)
    shadow.append(this.root)
    this.phone = new Phone(this.root, this.panel.box)
    for (const type of KEPT_IN) this.root.addEventListener(type, (event) => event.stopPropagation())
    this.paint()
    NIGHT.addEventListener("change", () => this.paint())
    document.documentElement.append(this.host) // beside the body: pages that exchange their body keep the chat
  }

  paint() {
    const { theme, color } = this.settings
    const dark = theme === "dark" || (theme !== "light" && NIGHT.matches)
    this.root.dataset.theme = dark ? "dark" : "light"
    for (const [name, value] of Object.entries(tones(color, dark))) this.root.style.setProperty(name, value)
  }

  // -- everything that changes ends here

  changed() {
    if (this.drawing) return
    this.drawing = true
    queueMicrotask(() => {
      this.drawing = false
      this.show()
    })
  }

  show() {
    const looked = this.isOpen && !document.hidden
    if (looked && this.panel.log.atBottom) this.chat.read()
    this.panel.sync()
    const unread = looked ? 0 : this.chat.unread + (this.coming ? 1 : 0)
    this.badge.textContent = unread > 99 ? "99+" : unread || ""
    this.badge.hidden = !unread
    if (!unread) this.untease()
    const words = this.isOpen ? "close_chat" : unread ? "open_unread" : "open_chat"
    this.button.setAttribute("aria-label", this.speech.say(words, { n: unread }))
    this.attention.count(unread)
    if (unread !== this.told) this.hear("unread", unread)
    this.told = unread
  }

  came(message) {
    this.hear("message", { from: message.from, name: message.name, text: message.text, at: message.at })
    const name = message.name || this.speech.say(message.from === "agent" ? "team" : "assistant")
    if (message.from === "system") return this.announce(message.text)
    // One tab of all beeps, unless another shows it just now.
    if (this.chat.tabs.line && (!this.isOpen || document.hidden)) setTimeout(() => this.chat.unread && this.attention.beep(), OTHERS_LOOK_MS)
    this.announce(this.speech.say("new_from", { name, text: message.text ?? "" }))
    if (!this.isOpen && !this.host.hidden) this.tease(name, message.text)
    return undefined
  }

  announce(words) {
    this.live.textContent = ""
    setTimeout(() => (this.live.textContent = words), 60)
  }

  // -- open and close

  toggle() {
    if (this.isOpen) this.close()
    else this.open()
  }

  open({ text = "", quiet = false } = {}) {
    this.host.hidden = false
    if (text) this.panel.composer.fill(text)
    if (this.isOpen) return
    this.isOpen = true
    this.untease()
    this.coming = null
    this.panel.box.hidden = false
    this.root.classList.add("open")
    this.button.setAttribute("aria-expanded", "true")
    this.store.set("open", true, "sessionStorage")
    this.phone.show(true)
    this.chat.listen(true)
    this.panel.sync()
    this.panel.log.toEnd(true)
    if (!quiet) this.panel.focusFirst()
    this.changed()
    this.hear("open")
  }

  close() {
    if (!this.isOpen || this.whole) return
    const within = this.panel.box.contains(this.host.shadowRoot.activeElement)
    this.isOpen = false
    this.leaving = false
    this.panel.box.hidden = true
    this.root.classList.remove("open")
    this.button.setAttribute("aria-expanded", "false")
    this.store.drop("open", "sessionStorage")
    this.phone.show(false)
    this.chat.listen(false)
    if (within) this.button.focus({ preventScroll: true })
    this.changed()
    this.hear("close")
  }

  // -- a word beside the button

  tease(name, text) {
    const open = el("button", { type: "button", class: "say", onclick: () => this.open() }, el("b", {}, name), el("span", {}, text || this.speech.say("new_file")))
    const away = el("button", { type: "button", class: "away", "aria-label": this.speech.say("dismiss"), onclick: () => this.dismiss() }, icon("close"))
    this.teaser.replaceChildren(bars("small"), open, away)
    this.teaser.hidden = false
    clearTimeout(this.teased)
    if (!this.coming) this.teased = setTimeout(() => this.untease(), TEASER_MS)
  }

  untease() {
    clearTimeout(this.teased)
    this.teaser.hidden = true
  }

  dismiss() {
    this.untease()
    this.coming = null
    this.store.drop("rule", "sessionStorage")
    this.button.focus({ preventScroll: true })
    this.changed()
  }

  comeForward(rule) {
    this.coming = rule
    this.store.set("rule", rule.id, "sessionStorage")
    this.tease(this.settings.title, rule.text)
    this.panel.greeting.replaceChildren(el("p", {}, rule.text))
    this.announce(`${this.settings.title}: ${rule.text}`)
    this.changed()
  }

  moved() {
    this.rules.arrive()
    this.chat.moved(location.href, document.title)
  }

  // -- what the visitor decides

  async answer(values) {
    this.store.set("answers", values)
    this.answered = true
    this.changed()
    this.panel.sync()
    this.panel.focusFirst()
  }

  async leave({ name, email, text, ...answers }) {
    if (!this.chat.token) await this.chat.begin({ answers: { ...this.store.get("answers"), ...answers, name, email } })
    await this.chat.deed("/leave", { email, name, text })
    this.leaving = false
    this.changed()
  }

  leaveInstead() {
    this.leaving = true
    this.panel.sync()
    this.panel.log.toEnd(true)
    this.panel.log.after.querySelector("input")?.focus()
  }

  stay() {
    this.leaving = false
    this.panel.sync()
    this.panel.focusFirst()
  }

  startAnew() {
    this.attempt(async () => {
      await this.chat.anew()
      this.panel.focusFirst()
    })
  }

  forget() {
    this.chat.forget(true)
    this.answered = false
    this.store.drop("draft", "sessionStorage")
    this.panel.composer.fill("")
    this.changed()
  }

  async attempt(deed, button) {
    if (button) button.disabled = true
    this.panel.notice("")
    try {
      await deed()
    } catch (trouble) {
      this.panel.notice((trouble.status && trouble.message) || this.speech.say(trouble.status === 0 ? "no_line" : "trouble"))
    } finally {
      if (button) button.disabled = false
    }
  }

  // -- who it is

  identify(identity) {
    this.identity = identity?.id ? identity : null
    if (this.identity) this.chat.identified(this.identity).catch(() => {})
    this.changed()
  }

  rejected() {
    this.identity = null
    console.warn("Escalera: the identity's hash is wrong; the visitor stays unknown.")
    this.changed()
  }

  shutdown() {
    this.identity = null
    this.forget()
    this.close()
    this.untease()
  }

  hide(hidden) {
    if (hidden) this.close()
    this.host.hidden = hidden
    this.changed()
  }
}

// A sheet of its own needs no permission from the page's policy; old browsers get a style element with the script's nonce.
function dress(shadow, nonce) {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(STYLE)
    shadow.adoptedStyleSheets = [sheet]
  } catch {
    const style = el("style", nonce ? { nonce } : {})
    style.textContent = STYLE
    shadow.append(style)
  }
}
