// A box with a list of options under it: arrows walk, Enter takes, Escape closes. The focus stays in the box, and
// aria-activedescendant tells where one stands (the combobox pattern of WAI-ARIA). Whoever uses it says what taking means.

export class OptionList {
  constructor(input, holder, take) {
    Object.assign(this, { input, holder, take })
    input.addEventListener("keydown", (event) => this.keyed(event))
    holder.addEventListener("mousedown", (event) => event.preventDefault()) // the focus stays in the box
    holder.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]")
      if (option) this.take(option, event)
    })
  }

  get options() {
    return [...this.holder.querySelectorAll("[role=option]")].filter((option) => !option.hidden)
  }

  get active() {
    return this.holder.querySelector("[role=option][aria-selected=true]")
  }

  get isOpen() {
    return this.input.getAttribute("aria-expanded") === "true"
  }

  show(open) {
    this.input.setAttribute("aria-expanded", String(open))
    if (!open) this.mark(null)
  }

  mark(option) {
    this.active?.setAttribute("aria-selected", "false")
    if (!option) return this.input.removeAttribute("aria-activedescendant")
    option.setAttribute("aria-selected", "true")
    option.scrollIntoView({ block: "nearest" })
    this.input.setAttribute("aria-activedescendant", option.id)
  }

  walk(by) {
    const options = this.options
    const at = options.indexOf(this.active)
    const next = at < 0 ? (by > 0 ? 0 : options.length - 1) : at + by
    this.mark(options[(next + options.length + 1) % (options.length + 1)] ?? null) // one step beyond the end is the box
  }

  keyed(event) {
    if (!this.isOpen || event.isComposing) return
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.walk(event.key === "ArrowDown" ? 1 : -1)
    else if (event.key === "Enter" && this.active) this.take(this.active, event)
    else if (event.key === "Tab" && this.active?.dataset.text) this.take(this.active, event)
    else return
    event.preventDefault()
  }
}
