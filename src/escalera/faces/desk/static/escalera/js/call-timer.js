// Counts how long a call takes while its form is open. Pausing is for whoever was interrupted; the form carries the seconds.

const TICK_MS = 500
const two = (number) => String(number).padStart(2, "0")

export class CallTimer extends HTMLElement {
  connectedCallback() {
    this.seconds = Number(this.field.value) || 0
    this.button.addEventListener("click", () => this.turn())
    this.closest("form")?.addEventListener("submit", () => this.paint())
    this.go()
  }

  disconnectedCallback() {
    clearInterval(this.timer)
  }

  get field() {
    return this.querySelector("input[name='seconds']")
  }

  get button() {
    return this.querySelector("button")
  }

  get now() {
    return Math.round(this.seconds + (this.since ? (Date.now() - this.since) / 1000 : 0))
  }

  go() {
    this.since = Date.now()
    this.timer = setInterval(() => this.paint(), TICK_MS)
    this.paint()
  }

  turn() {
    if (this.since) {
      this.seconds = this.now
      this.since = 0
      clearInterval(this.timer)
    } else this.go()
    this.button.textContent = this.since ? this.button.dataset.pause : this.button.dataset.on
    this.paint()
  }

  paint() {
    const all = this.now
    this.field.value = all
    const words = `${all >= 3600 ? `${Math.floor(all / 3600)}:` : ""}${two(Math.floor(all / 60) % 60)}:${two(all % 60)}`
    const output = this.querySelector("output")
    if (output.textContent !== words) output.textContent = words
  }
}
