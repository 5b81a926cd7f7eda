// The few questions a chat asks, each said to whoever cannot see it, with its error beside it.

import { el } from "./dom.js"

const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/
const TYPES = { email: "email", phone: "tel", text: "text" }
const FILLED = { name: "name", email: "email", phone: "tel", company: "organization" }
let made = 0

// fields: [{ name, label, kind: text|email|choice|long, required, choices, value }]; send(values) → Promise
export function drawForm({ title, text, fields, action, cancel, send }, speech) {
  const rows = fields.map((field) => new Row(field, speech))
  const trouble = el("p", { class: "error", role: "alert" })
  const button = el("button", { class: "primary", type: "submit" }, action)
  const form = el(
    "form",
    { class: "card form", novalidate: true },
    title && el("h3", {}, title),
    text && el("p", { class: "soft" }, text),
    ...rows.map((row) => row.box),
    trouble,
    el("div", { class: "deeds" }, button, cancel && el("button", { type: "button", class: "quiet", onclick: cancel }, speech.say("cancel"))),
  )
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    if (button.disabled) return
    const wrong = rows.filter((row) => !row.check())
    if (wrong.length) return wrong[0].input.focus()
    button.disabled = true
    trouble.textContent = ""
    try {
      await send(Object.fromEntries(rows.map((row) => [row.field.name, row.value])))
    } catch (problem) {
      trouble.textContent = (problem.status && problem.message) || speech.say(problem.status === 0 ? "no_line" : "trouble")
    } finally {
      button.disabled = false
    }
  })
  return form
}

class Row {
  constructor(field, speech) {
    Object.assign(this, { field, speech })
    const id = `f${++made}`
    this.input = this.draw(id)
    this.error = el("p", { class: "error", id: `${id}e` })
    const label = el("label", { for: id }, field.label, field.required ? "" : el("small", {}, ` (${speech.say("optional")})`))
    this.box = el("div", { class: "row" }, label, this.input, this.error)
    this.input.addEventListener("input", () => this.input.hasAttribute("aria-invalid") && this.check())
  }

  draw(id) {
    const { name, kind, required, choices, value } = this.field
    const about = { id, name, "aria-describedby": `${id}e`, "aria-required": required ? "true" : false }
    if (kind === "long") return el("textarea", { ...about, rows: 4, maxlength: 4000, value: value ?? "" })
    if (kind === "choice") {
      const options = ["", ...(choices ?? [])].map((choice) => el("option", { value: choice }, choice || this.speech.say("choose")))
      const select = el("select", about, ...options)
      if (value) select.value = value
      return select
    }
    return el("input", { ...about, type: TYPES[kind] ?? "text", autocomplete: FILLED[name] ?? "off", maxlength: 300, value: value ?? "" })
  }

  get value() {
    return this.input.value.trim()
  }

  check() {
    const { required, kind } = this.field
    let wrong = ""
    if (required && !this.value) wrong = "fill_in"
    else if (kind === "email" && this.value && !MAIL.test(this.value)) wrong = "bad_email"
    this.error.textContent = wrong ? this.speech.say(wrong) : ""
    if (wrong) this.input.setAttribute("aria-invalid", "true")
    else this.input.removeAttribute("aria-invalid")
    return !wrong
  }
}
