// How long free words can still be sent where a channel's window closes: "21:40"; warns in the last two hours, and asks the
// composer for another way when it has closed.

const SOON_S = 7200

export class WindowLeft extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.paint(), 1_000)
    this.wasOpen = Number(this.dataset.until) * 1000 > Date.now()
    this.paint()
  }

  disconnectedCallback() {
    clearInterval(this.timer)
  }

  paint() {
    const left = Math.floor(Number(this.dataset.until) - Date.now() / 1000)
    const two = (number) => String(Math.floor(number)).padStart(2, "0")
    const words = left <= 0 ? this.dataset.over : `${two(left / 3600)}:${two((left % 3600) / 60)}`
    const sign = this.querySelector("[role=timer]")
    if (sign.textContent !== words) sign.textContent = words
    const tone = left <= 0 ? "bad" : left <= SOON_S ? "warn" : ""
    if (this.dataset.tone !== tone) this.dataset.tone = tone
    if (left > 0 || !this.wasOpen) return
    this.wasOpen = false
    this.dispatchEvent(new CustomEvent("closed", { bubbles: true }))
  }
}
