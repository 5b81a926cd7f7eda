// The assistant's conversation: the newest words in view, Enter sends (Shift+Enter is a new line), focus stays.
export class ChatLog extends HTMLElement {
  connectedCallback() {
    this.typed = (event) => this.onKey(event)
    this.swapped = () => this.onSwap()
    this.addEventListener("keydown", this.typed)
    this.addEventListener("htmx:afterSettle", this.swapped)
    if (this.querySelectorAll(".said").length > 1) this.show()
  }

  disconnectedCallback() {
    this.removeEventListener("keydown", this.typed)
    this.removeEventListener("htmx:afterSettle", this.swapped)
  }

  onKey(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.id !== "words") return
    if (!event.target.value.trim()) return
    event.preventDefault()
    event.target.form.requestSubmit()
  }

  onSwap() {
    this.show()
    const next = this.querySelector("[role=alert], #handing input:not([type=hidden]), #handed a, #words")
    next?.focus({ preventScroll: true })
  }

  show() {
    const newest = [...this.querySelectorAll(".said")].at(-1)
    newest?.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" })
  }
}
