// On a phone the chat is the whole screen: above the keyboard, clear of the notch, and Tab stays in it.

export const SMALL = matchMedia("(max-width: 520px), (max-height: 430px) and (pointer: coarse)")

export class Phone {
  constructor(root, panel) {
    Object.assign(this, { root, panel })
    this.fit = () => this.measure()
    SMALL.addEventListener("change", () => this.open && this.show(true))
    panel.addEventListener("keydown", (event) => this.turn(event))
  }

  show(open) {
    this.open = open
    const full = open && SMALL.matches
    this.full = full
    this.root.classList.toggle("full", full)
    if (full) this.panel.setAttribute("aria-modal", "true")
    else this.panel.removeAttribute("aria-modal")
    this.hold(full)
    const view = window.visualViewport
    view?.removeEventListener("resize", this.fit)
    view?.removeEventListener("scroll", this.fit)
    if (!full || !view) return
    view.addEventListener("resize", this.fit)
    view.addEventListener("scroll", this.fit)
    this.measure()
  }

  // The host's page must not scroll under the chat; it gets back exactly what it had.
  hold(full) {
    const { style } = document.documentElement
    if (full && this.before === undefined) {
      this.before = style.overflow
      style.overflow = "hidden"
    } else if (!full && this.before !== undefined) {
      style.overflow = this.before
      this.before = undefined
    }
  }

  measure() {
    const view = window.visualViewport
    this.root.style.setProperty("--view-top", `${view.offsetTop}px`)
    this.root.style.setProperty("--view-height", `${view.height}px`)
    this.root.classList.toggle("keyboard", innerHeight - view.height > 120)
  }

  turn(event) {
    if (event.key !== "Tab" || !this.full) return
    const reached = [...this.panel.querySelectorAll("a[href], button, input, textarea, select, [tabindex='0']")].filter(
      (one) => !one.disabled && one.getClientRects().length,
    )
    const [first, last] = [reached[0], reached.at(-1)]
    const now = this.panel.getRootNode().activeElement
    if (event.shiftKey ? now === first || now === this.panel : now === last) {
      event.preventDefault()
      ;(event.shiftKey ? last : first)?.focus()
    }
  }
}
