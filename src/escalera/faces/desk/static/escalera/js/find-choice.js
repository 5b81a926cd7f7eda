// A box above many choices: letters leave those that have them, whatever their case and accents; what is chosen stays in
// sight, and Enter takes the only one that is left. Without script the box is hidden and the list is whole.

import { plain } from "./fuzzy.js"

export class FindChoice extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=search]")
    this.none = this.querySelector("[role=status]")
    this.input.closest("label").hidden = false
    this.input.addEventListener("input", () => this.narrow())
    this.input.addEventListener("change", (event) => event.stopPropagation()) // it is no answer of the form
    this.input.addEventListener("keydown", (event) => this.keyed(event))
  }

  get choices() {
    return [...this.querySelectorAll(".choice")]
  }

  narrow() {
    const words = plain(this.input.value).split(/\s+/).filter(Boolean)
    this.found = this.choices.filter((one) => words.every((word) => plain(one.textContent).includes(word)))
    for (const one of this.choices) one.hidden = !this.found.includes(one) && !one.querySelector("input").checked
    this.none.hidden = this.found.length > 0
  }

  keyed(event) {
    if (event.key !== "Enter") return
    event.preventDefault() // the form is sent by its button
    if (!this.input.value.trim() || this.found?.length !== 1) return
    const [only] = this.found
    if (!only.querySelector("input").checked) only.querySelector("input").click()
    this.input.value = ""
    this.narrow()
  }
}
