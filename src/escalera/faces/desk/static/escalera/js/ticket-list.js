// The list: j/k through the rows, the open ticket is marked, a refreshed list keeps its length and the focus.

export class TicketList extends HTMLElement {
  connectedCallback() {
    this.handlers = {
      "htmx:configRequest": (event) => this.keepLength(event),
      "htmx:beforeSwap": (event) => this.remember(event),
      "htmx:afterSettle": (event) => this.restore(event),
      "htmx:pushedIntoHistory": () => this.mark(),
    }
    for (const [name, handle] of Object.entries(this.handlers)) document.body.addEventListener(name, handle)
    this.mark()
  }

  disconnectedCallback() {
    for (const [name, handle] of Object.entries(this.handlers)) document.body.removeEventListener(name, handle)
  }

  get rows() {
    return [...this.querySelectorAll("a.ticket")]
  }

  keepLength(event) {
    if (event.detail.elt.id === "ticket-rows" && this.rows.length) event.detail.parameters.shown = this.rows.length
  }

  remember(event) {
    if (event.detail.target?.id !== "ticket-rows") return
    this.focused = document.activeElement?.closest?.("a.ticket")?.dataset.number
    this.known = new Map(this.rows.map((row) => [row.dataset.number, row.dataset.at]))
  }

  restore(event) {
    if (event.detail.target?.id === "work") document.querySelector(".desk").dataset.pane = "ticket"
    if (event.detail.target?.id !== "ticket-rows" || !this.known) return
    for (const row of this.rows) if (this.known.get(row.dataset.number) !== row.dataset.at) row.dataset.fresh = ""
    if (this.focused) this.querySelector(`a.ticket[data-number="${this.focused}"]`)?.focus({ preventScroll: true })
    this.known = this.focused = undefined
    this.mark()
  }

  mark() {
    const open = location.pathname.match(/\/desk\/tickets\/(\d+)\//)?.[1]
    for (const row of this.rows) {
      if (row.dataset.number === open) row.setAttribute("aria-current", "true")
      else row.removeAttribute("aria-current")
    }
  }

  step(by) {
    const rows = this.rows
    const at = rows.findIndex((row) => row === document.activeElement)
    const from = at >= 0 ? at : rows.findIndex((row) => row.hasAttribute("aria-current"))
    const next = rows[Math.max(0, Math.min(rows.length - 1, from + by))]
    next?.focus()
    next?.scrollIntoView({ block: "nearest" })
  }
}
