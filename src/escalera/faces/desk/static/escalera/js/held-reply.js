// A reply that waits to leave: counts its seconds down; when they are over and no hint has come, the part asks again.

export class HeldReply extends HTMLElement {
  connectedCallback() {
    const scroller = this.closest(".scroll")
    if (scroller && scroller.dataset.atEnd !== "no") scroller.scrollTop = scroller.scrollHeight
    if ("timed" in this.dataset) return
    this.timer = setInterval(() => this.paint(), 250)
    this.paint()
  }

  disconnectedCallback() {
    clearInterval(this.timer)
  }

  paint() {
    const left = Math.ceil((Number(this.dataset.until) - Date.now()) / 1000)
    const words = left > 0 ? this.dataset.in.replace("{s}", left) : this.dataset.now
    const sign = this.querySelector(".leaves")
    if (sign.textContent !== words) sign.textContent = words
    if (left > -4) return
    clearInterval(this.timer)
    document.getElementById("held")?.dispatchEvent(new CustomEvent("stale"))
    const thread = document.querySelector("thread-end")?.getAttribute("ticket")
    if (thread) document.body.dispatchEvent(new CustomEvent(`ticket-${thread}`))
  }
}
