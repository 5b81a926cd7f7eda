// The list: j/k through the rows, the open ticket is marked. What changed comes into its own place and nothing moves
// under the reader's eyes; what is new waits in a bar above, until a click, or until the reader comes back to the top.

export class TicketList extends HTMLElement {
  connectedCallback() {
    this.handlers = {
      "htmx:configRequest": (event) => this.say(event),
      "htmx:oobAfterSwap": (event) => this.arrived(event),
      "htmx:afterSettle": (event) => this.restore(event),
      "htmx:beforeSwap": (event) => this.remember(event),
      "htmx:pushedIntoHistory": () => this.mark(),
    }
    for (const [name, handle] of Object.entries(this.handlers)) document.body.addEventListener(name, handle)
    this.addEventListener("scroll", () => this.scrolled(), { passive: true })
    this.mark()
  }

  disconnectedCallback() {
    for (const [name, handle] of Object.entries(this.handlers)) document.body.removeEventListener(name, handle)
  }

  get rows() {
    return [...this.querySelectorAll("a.ticket")]
  }

  // Each refresh says what is shown, so that the answer holds only what is not so any more.
  say(event) {
    if (event.detail.elt.id !== "ticket-rows") return
    const shown = [...this.querySelectorAll(".entry")].map((entry) => `${entry.id.slice(2)}.${entry.dataset.mark}`)
    event.detail.parameters.shown = shown.join(",")
    if (!this.querySelector(".more")) event.detail.parameters.whole = 1
  }

  // Nobody reads an empty list or a hidden page, so there the news come in at once.
  arrived(event) {
    const news = event.detail.target?.id === "ticket-news" && this.querySelector("#ticket-news a")
    if (news && (!this.rows.length || document.hidden)) this.take(news)
    this.mark()
  }

  // It has just come: until htmx knows the link, a click would leave the page, and with it the open ticket.
  take(news) {
    window.htmx.process(news)
    news.click()
  }

  scrolled() {
    if (this.scrollTop > 0) this.away = true
    else if (this.away) {
      this.away = false
      this.querySelector("#ticket-news a")?.click()
    }
  }

  remember(event) {
    if (event.detail.target?.id !== "ticket-rows") return
    this.focused = document.activeElement?.closest?.("a.ticket")?.dataset.number
    this.known = new Set(this.rows.map((row) => row.dataset.number))
  }

  restore(event) {
    if (event.detail.target?.id === "work") document.querySelector(".desk").dataset.pane = "ticket"
    if (event.detail.target?.id !== "ticket-rows" || !this.known) return
    for (const row of this.rows) if (!this.known.has(row.dataset.number)) row.dataset.fresh = ""
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
