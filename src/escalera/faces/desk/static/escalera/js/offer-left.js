// The seconds that an offer still stands: "0:42". At its end the part that shows it asks for itself again.

export class OfferLeft extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.paint(), 1_000)
  }

  disconnectedCallback() {
    clearInterval(this.timer)
  }

  paint() {
    const left = Math.max(0, Math.ceil(Number(this.getAttribute("until")) - Date.now() / 1000))
    const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`
    if (this.textContent !== text) this.textContent = text
    if (left) return
    clearInterval(this.timer)
    document.body.dispatchEvent(new CustomEvent("capacity"))
  }
}
