// Keeps what is typed: at once on this device, a moment later on the server. Without a connection the device keeps it and
// hands it on when the connection is back. If another window was faster, both texts are shown and nothing is overwritten.

import { forget, kept, remember } from "./draft-store.js"

const PAUSE_MS = 900

export class DraftKeeper extends HTMLElement {
  connectedCallback() {
    this.composer = this.closest("reply-composer")
    this.composer.keeper = this
    this.online = () => this.dirty && this.save()
    addEventListener("online", this.online)
    this.sent = (event) => this.gone(event.detail)
    document.addEventListener("htmx:beforeSwap", this.sent)
    this.typed = (event) => event.target.matches("[name=text], [name=language]") && this.changed()
    this.composer.addEventListener("input", this.typed)
    this.composer.addEventListener("turned", () => this.find())
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
    return `draft:${this.composer.dataset.me}:${this.composer.dataset.ticket}:${this.composer.kind}`
  }

  get version() {
    return this.composer.querySelector("[name=version]")
  }

  changed() {
    this.dirty = true
    remember(this.slot, { text: this.composer.text.value, version: this.version.value })
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.save(), PAUSE_MS)
  }

  save() {
    clearTimeout(this.timer)
    if (this.done) return (this.again = true)
    this.dirty = false
    this.saving = this.slot
    this.done = new Promise((resolve) => (this.finish = resolve))
    this.dispatchEvent(new CustomEvent("keep"))
  }

  flush() {
    if (this.dirty) this.save()
  }

  answered(xhr) {
    const kept = this.querySelector(".kept")
    if (xhr.status === 200 || xhr.status === 409) {
      if (this.saving !== this.slot) this.noteOther(kept)
      else if (!kept.querySelector("template")) this.version.value = kept.dataset.version
      if (xhr.status === 200 && !this.dirty) forget(this.saving)
    } else if (!xhr.status) {
      this.dirty = true
      this.say(this.dataset.offline)
    }
    this.done = null
    this.finish?.()
    if (this.again && navigator.onLine) this.save()
    this.again = false
  }

  // The answer tells of the tab that was left meanwhile.
  noteOther(kept) {
    const other = this.composer.querySelector(`template[data-draft="${kept.dataset.kind}"]`)
    if (other && !kept.querySelector("template")) other.dataset.version = kept.dataset.version
  }

  // Sent: these words must not come back into the next composer as if they had been forgotten.
  gone({ requestConfig, xhr }) {
    if (requestConfig?.elt !== this.closest("form") || xhr.status !== 200 || requestConfig.parameters.then === "macro") return
    clearTimeout(this.timer)
    this.dirty = false
    forget(this.slot)
  }

  // What this device kept and the server does not know: its words come back, and are saved against the version they knew.
  find() {
    const found = kept(this.slot)
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
