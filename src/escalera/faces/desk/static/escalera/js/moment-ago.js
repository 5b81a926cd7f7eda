// Ages grow while the page stands open: "now", "4 min", "2 h". Older moments come as dates and stay.

const MINUTE_S = 60
const DAY_S = 86_400

export class MomentAgo extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.paint(), 30_000)
  }

  disconnectedCallback() {
    clearInterval(this.timer)
  }

  paint() {
    const age = Date.now() / 1000 - Number(this.getAttribute("at"))
    if (age >= DAY_S) return clearInterval(this.timer)
    const minutes = Math.floor(age / MINUTE_S)
    const text = minutes < 1 ? document.body.dataset.now : minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
    if (this.textContent !== text) this.textContent = text
  }
}
