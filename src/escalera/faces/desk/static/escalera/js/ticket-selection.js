// Chosen tickets: single ones, a range with shift, the page, or the whole view. `x` chooses the row that has the focus.
// The form goes with `ticket` for each row, or with `all=1` and the view's condition.

export class TicketSelection extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form")
    this.list = this.closest(".tickets")
    this.handlers = { change: (event) => this.changed(event), click: (event) => this.clicked(event) }
    for (const [name, handle] of Object.entries(this.handlers)) this.list.addEventListener(name, handle)
    this.key = (event) => this.pressed(event)
    this.settled = () => this.show()
    this.done = () => this.clear()
    document.addEventListener("keydown", this.key)
    document.body.addEventListener("htmx:afterSettle", this.settled)
    document.body.addEventListener("selection-done", this.done)
  }

  disconnectedCallback() {
    for (const [name, handle] of Object.entries(this.handlers)) this.list?.removeEventListener(name, handle)
    document.removeEventListener("keydown", this.key)
    document.body.removeEventListener("htmx:afterSettle", this.settled)
    document.body.removeEventListener("selection-done", this.done)
  }

  get boxes() {
    return [...this.list.querySelectorAll("input.pick")]
  }

  changed(event) {
    if (event.target.matches("[data-page]")) for (const box of this.boxes) box.checked = event.target.checked
    if (event.target.matches(".pick, [data-page]")) this.show({ every: false })
  }

  clicked(event) {
    if (event.target.matches("input.pick")) {
      const boxes = this.boxes
      const [from, to] = [boxes.indexOf(this.last), boxes.indexOf(event.target)].sort((a, b) => a - b)
      if (event.shiftKey && from >= 0) for (const box of boxes.slice(from, to)) box.checked = event.target.checked
      this.last = event.target
    }
    if (event.target.closest("[data-every]")) this.show({ every: true })
    if (event.target.closest("[data-clear]")) this.clear()
  }

  pressed(event) {
    if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return
    const box = document.activeElement?.closest?.(".entry")?.querySelector("input.pick")
    if (!box || document.activeElement.matches("input:not([type=checkbox]), textarea, select")) return
    event.preventDefault()
    box.click()
  }

  clear() {
    for (const box of this.boxes) box.checked = false
    this.show({ every: false })
  }

  show({ every } = {}) {
    const { all, condition } = this.form.elements
    if (every !== undefined) all.value = every ? "1" : ""
    const boxes = this.boxes
    const count = boxes.filter((box) => box.checked).length
    const page = this.querySelector("[data-page]")
    const number = Number(all.dataset.number)
    page.checked = count > 0 && count === boxes.length
    page.indeterminate = count > 0 && count < boxes.length
    const words = this.querySelector("output")
    const { one, many, whole } = words.dataset
    words.value = all.value ? whole.replace("#", number) : count === 1 ? one : many.replace("#", count)
    const button = this.querySelector("[data-every]")
    button.hidden = !page.checked || !condition.value || number <= count || Boolean(all.value)
    button.textContent = whole.replace("#", number)
  }
}
