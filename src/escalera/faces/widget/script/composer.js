// Where the visitor writes: Enter sends where there is a keyboard; files by choosing, pasting or dropping.

import { el, icon } from "./dom.js"

const HIGH_PX = 132

export class Composer {
  // `notice(words)` says a problem above the line.
  constructor({ speech, settings, chat, store, notice }) {
    Object.assign(this, { speech, settings, chat, store, notice })
    this.longest = settings.longest || 4000
    this.text = el("textarea", { rows: 1, "aria-label": speech.say("write"), placeholder: speech.say("write"), maxlength: this.longest, enterkeyhint: touch() ? "enter" : "send", dir: "auto" })
    this.text.value = store.get("draft", "sessionStorage") ?? ""
    this.left = el("small", { class: "left", role: "status" })
    this.button = el("button", { type: "submit", class: "send", "aria-label": speech.say("send"), title: speech.say("send") }, icon("send"))
    this.box = el("form", { class: "composer" }, ...this.clip(), this.text, this.left, this.button)
    this.box.addEventListener("submit", (event) => {
      event.preventDefault()
      this.send()
    })
    this.text.addEventListener("input", () => this.typed())
    this.text.addEventListener("keydown", (event) => this.key(event))
    this.text.addEventListener("paste", (event) => this.pasted(event))
  }

  clip() {
    if (!this.settings.files?.most) return []
    const pictures = this.settings.files.kinds?.length && this.settings.files.kinds.every((kind) => kind.startsWith("image/"))
    this.picker = el("input", { type: "file", class: "heard", tabindex: "-1", "aria-hidden": "true", multiple: true, accept: pictures && "image/*" })
    this.picker.addEventListener("change", () => {
      this.take(this.picker.files)
      this.picker.value = ""
    })
    const words = this.speech.say("attach")
    return [this.picker, el("button", { type: "button", class: "tool", "aria-label": words, title: words, onclick: () => this.picker.click() }, icon("clip"))]
  }

  fill(text) {
    this.text.value = text
    this.typed()
  }

  typed() {
    const { value } = this.text
    this.store.set("draft", value, "sessionStorage")
    this.fit()
    const left = this.longest - value.length
    this.left.textContent = left <= Math.min(200, this.longest / 5) ? this.speech.say("left_letters", { n: left }) : ""
    if (value.trim()) this.chat.writes()
  }

  fit() {
    this.text.style.height = "auto"
    if (this.text.value) this.text.style.height = `${Math.min(this.text.scrollHeight, HIGH_PX)}px`
    else this.text.style.height = ""
    this.box.classList.toggle("ready", Boolean(this.text.value.trim()))
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229 || touch()) return
    event.preventDefault()
    this.send()
  }

  send() {
    const text = this.text.value.trim()
    if (!text) return
    this.notice("")
    this.fill("")
    this.chat.say(text)
    this.text.focus()
  }

  pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])]
    if (!files.length || event.clipboardData.getData("text/plain")) return
    event.preventDefault()
    this.take(files)
  }

  // Send what may be sent; say of the rest why not.
  take(files) {
    const { most = 10, largest = Infinity } = this.settings.files ?? {}
    const all = [...files]
    const wrong = []
    if (all.length > most) wrong.push(this.speech.say("file_many", { n: most }))
    for (const file of all.slice(0, most)) {
      if (!this.fits(file)) wrong.push(this.speech.say("file_kind", { name: file.name }))
      else if (!file.size) wrong.push(this.speech.say("file_empty", { name: file.name }))
      else if (file.size > largest) wrong.push(this.speech.say("file_large", { name: file.name, most: this.speech.size(largest) }))
      else this.chat.sendFile(file)
    }
    this.notice(wrong.join(" "))
  }

  // A kind is the beginning of a type; of a file without one the desk judges by its bytes.
  fits(file) {
    const kinds = this.settings.files?.kinds ?? []
    return !kinds.length || !file.type || kinds.some((kind) => file.type.startsWith(kind))
  }
}

export function touch() {
  return matchMedia("(pointer: coarse)").matches
}
