// The time until an instant: "03:20", late "−00:18". The server's words stand first; one timer serves all of a page.
// Longer than a day, the words stay as they came.

const DAY_S = 86_400
const shown = new Set()
let timer

function paintAll() {
  for (const one of shown) one.paint()
}

export class ClockLeft extends HTMLElement {
  connectedCallback() {
    shown.add(this)
    timer ??= setInterval(paintAll, 5_000)
  }

  disconnectedCallback() {
    shown.delete(this)
    if (shown.size) return
    clearInterval(timer)
    timer = undefined
  }

  paint() {
    const left = Math.trunc(Number(this.getAttribute("until")) - Date.now() / 1000)
    const seconds = Math.abs(left)
    if (seconds >= DAY_S) return
    const two = (number) => String(number).padStart(2, "0")
    const text = `${left < 0 ? "\u2212" : ""}${two(Math.floor(seconds / 3600))}:${two(Math.floor((seconds % 3600) / 60))}`
    if (this.textContent !== text) this.textContent = text
    if (left < 0) this.closest("[data-tone]:not([data-tone='bad'])")?.setAttribute("data-tone", "bad")
  }
}
