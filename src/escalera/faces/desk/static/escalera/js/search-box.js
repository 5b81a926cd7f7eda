// The search box: what the server offers is walked with the arrows; a completion goes into the box, a find is opened.

import { OptionList } from "./option-list.js"

export class SearchBox extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=search]")
    this.sheet = this.querySelector(".search-options")
    if (!this.list) this.start()
    if (this.closest(".results") && !this.input.value) this.input.focus()
  }

  start() {
    this.list = new OptionList(this.input, this.sheet, (option, event) => this.take(option, event))
    this.addEventListener("htmx:configRequest", (event) => (event.detail.parameters.at = this.input.selectionStart ?? 400))
    this.addEventListener("htmx:afterSwap", () => document.activeElement === this.input && this.open())
    this.input.addEventListener("focus", () => this.ask())
    this.input.addEventListener("click", () => !this.list.isOpen && this.ask())
    this.input.addEventListener("keydown", (event) => this.keyed(event))
    this.addEventListener("focusout", (event) => !this.contains(event.relatedTarget) && this.close())
  }

  ask() {
    this.input.dispatchEvent(new CustomEvent("ask", { bubbles: true }))
  }

  keyed(event) {
    if (event.key === "Escape" && this.list.isOpen) {
      event.stopPropagation()
      event.preventDefault()
      this.close()
    } else if (event.key === "ArrowDown" && !this.list.isOpen) this.ask()
  }

  open() {
    const any = this.list.options.length > 0
    this.sheet.hidden = !any && !this.sheet.querySelector(".quiet")
    this.list.show(any)
  }

  close() {
    this.sheet.hidden = true
    this.list.show(false)
  }

  take(option, event) {
    event.preventDefault()
    const { href, text, caret } = option.dataset
    if (href) return location.assign(href)
    this.input.value = text
    this.input.focus()
    this.input.setSelectionRange(Number(caret), Number(caret))
    this.input.dispatchEvent(new Event("input", { bubbles: true }))
    this.ask()
  }
}
