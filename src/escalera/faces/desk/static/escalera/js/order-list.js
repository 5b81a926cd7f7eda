// Lines that are drawn into another order with the mouse; the form around them is sent when one was let go elsewhere.
// By keyboard and thumb, each line's own buttons do the same.

export class OrderList extends HTMLElement {
  connectedCallback() {
    this.addEventListener("dragstart", (event) => this.take(event))
    this.addEventListener("dragover", (event) => this.move(event))
    this.addEventListener("drop", (event) => event.preventDefault())
    this.addEventListener("dragend", () => this.leave())
  }

  take(event) {
    this.drawn = event.target.closest("li[draggable]")
    this.before = this.places()
    if (this.drawn) event.dataTransfer.effectAllowed = "move"
    this.drawn?.setAttribute("data-drawn", "")
  }

  move(event) {
    const over = event.target.closest("li[draggable]")
    if (!this.drawn) return
    event.preventDefault()
    if (!over || over === this.drawn) return
    const { top, height } = over.getBoundingClientRect()
    over[event.clientY < top + height / 2 ? "before" : "after"](this.drawn)
  }

  leave() {
    this.drawn?.removeAttribute("data-drawn")
    this.drawn = undefined
    if (this.before !== this.places()) this.closest("form").requestSubmit()
  }

  places() {
    return [...this.querySelectorAll("li[draggable] input[type='hidden']")].map((one) => one.value).join()
  }
}
