// Keeps what is typed: at once on this device, a moment later on the server. Without a connection the device keeps it and
// hands it on when the connection is back. If another window was faster, both texts are shown and nothing is overwritten.

import { chosenWay, fillAgain } from "./chosen-way.js"
import { forget, kept, remember } from "./draft-store.js"

const PAUSE_MS = 900

export class DraftKeeper extends HTMLElement {
  dirty = new Set() // tabs with words that were not sent to the server yet
  waiting = new Set() // tabs to be saved when the request on its way is answered

  connectedCallback() {
    this.composer = this.closest("reply-composer")
    this.composer.keeper = this
    this.form = this.closest("form")
    this.form.addEventListener("htmx:beforeRequest", ({ detail }) => detail.elt === this.form && this.leave())
    this.form.addEventListener("htmx:afterRequest", ({ detail }) => detail.elt === this.form && this.left())
    this.online = () => [...this.dirty].forEach((kind) => this.save(kind))
    addEventListener("online", this.online)
    this.sent = (event) => this.gone(event.detail)
    document.addEventListener("htmx:beforeSwap", this.sent)
    this.typed = (event) => event.target.matches("[name=text], [name=language], [data-place]") && this.changed()
    this.composer.addEventListener("input", this.typed)
    this.composer.addEventListener("turned", () => this.find())
    this.chosen = this.way
    this.composer.addEventListener("rechosen", () => this.rechosen())
    this.addEventListener("htmx:configRequest", (event) => event.target === this && this.fill(event.detail.parameters))
    this.addEventListener("htmx:afterRequest", (event) => event.target === this && this.answered(event.detail.xhr))
    for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) this.addEventListener(name, (e) => e.stopPropagation())
    this.addEventListener("click", (event) => this.settle(event.target))
    this.find()
  }

  disconnectedCallback() {
    removeEventListener("online", this.online)
    document.removeEventListener("htmx:beforeSwap", this.sent)
    clearTimeout(this.timer)
  }

  get slot() {
    return this.slotOf(this.composer.kind)
  }

  slotOf(kind) {
    return `draft:${this.composer.dataset.me}:${this.composer.dataset.ticket}:${kind}`
  }

  get version() {
    return this.composer.querySelector("[name=version]")
  }

  get way() {
    return JSON.stringify(chosenWay(this.composer))
  }

  // Another way or template was chosen: kept at once, for the words that follow may be long in coming.
  rechosen() {
    if (this.way === this.chosen) return
    this.chosen = this.way
    if (this.composer.kind !== "reply") return
    this.changed()
    this.save()
  }

  changed() {
    this.dirty.add(this.composer.kind)
    remember(this.slot, { text: this.composer.text.value, version: this.version.value, chosen: chosenWay(this.composer) })
    clearTimeout(this.timer)
    if (!this.isLeaving) this.timer = setTimeout(() => this.save(), PAUSE_MS)
  }

  // Words that are on their way to the customer are not kept behind them as if they had been forgotten.
  leave() {
    clearTimeout(this.timer)
    this.isLeaving = true
  }

  // What is still here (refused, or a macro without its words) waits to be kept as before.
  left() {
    this.isLeaving = false
    if (this.isConnected && this.dirty.size) this.changed()
  }

  // One request at a time; the tab that waits for its turn may have been left when that comes.
  save(kind = this.composer.kind) {
    if (kind === this.composer.kind) clearTimeout(this.timer)
    if (this.done) return this.waiting.add(kind)
    this.dirty.delete(kind)
    this.saving = kind
    this.done = new Promise((resolve) => (this.finish = resolve))
    this.dispatchEvent(new CustomEvent("keep"))
  }

  flush() {
    if (this.dirty.has(this.composer.kind)) this.save()
  }

  fill(parameters) {
    if (this.saving === "reply") Object.assign(parameters, chosenWay(this.composer))
    if (this.saving === this.composer.kind) return
    const left = this.composer.querySelector(`template[data-draft="${this.saving}"]`)
    Object.assign(parameters, { kind: this.saving, text: left.content.textContent, version: left.dataset.version })
  }

  answered(xhr) {
    const kept = this.querySelector(".kept")
    if (xhr.status === 200 || xhr.status === 409) {
      if (this.saving !== this.composer.kind) this.noteOther(kept)
      else if (!kept.querySelector("template")) this.version.value = kept.dataset.version
      if (xhr.status === 200 && !this.dirty.has(this.saving)) forget(this.slotOf(this.saving))
    } else if (!xhr.status) {
      this.dirty.add(this.saving)
      this.say(this.dataset.offline)
    }
    this.done = null
    this.finish?.()
    const [next] = this.waiting
    this.waiting.delete(next)
    if (next && navigator.onLine) this.save(next)
  }

  // The answer tells of the tab that was left meanwhile.
  noteOther(kept) {
    const other = this.composer.querySelector(`template[data-draft="${kept.dataset.kind}"]`)
    if (other && !kept.querySelector("template")) other.dataset.version = kept.dataset.version
  }

  // Sent: these words must not come back into the next composer as if they had been forgotten.
  gone({ requestConfig, xhr }) {
    if (requestConfig?.elt !== this.form || xhr.status !== 200 || requestConfig.parameters.then === "macro") return
    clearTimeout(this.timer)
    this.dirty.delete(this.composer.kind)
    forget(this.slot)
  }

  // What this device kept and the server does not know: its words come back, and are saved against the version they knew.
  find() {
    const found = kept(this.slot)
    if (found && this.composer.kind === "reply" && fillAgain(this.composer, found.chosen)) this.say(this.dataset.local)
    if (!found || found.text === this.composer.text.value) return forget(this.slot)
    this.composer.text.value = found.text
    this.version.value = found.version
    this.say(this.dataset.local)
    this.changed() // saved after the pause: in a composer that has just come, htmx does not listen yet
  }

  settle(button) {
    const other = this.querySelector("template")?.content.textContent
    const choice = ["take", "keep", "both"].find((name) => name in button.dataset)
    if (!choice || other === undefined) return
    const mine = this.composer.text.value
    this.composer.text.value = { take: other, keep: mine, both: `${other}\n\n${mine}` }[choice]
    this.version.value = this.querySelector(".kept").dataset.version
    this.save()
    this.composer.text.focus()
  }

  say(words) {
    const line = document.createElement("small")
    line.textContent = words
    this.querySelector(".kept").replaceChildren(line)
  }
}
