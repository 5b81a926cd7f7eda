// The customer's page stays true while it is open: a hint of the live stream makes the part fetch itself again.
import { LiveFeed } from "../escalera/js/live-feed.js"

class LivePart extends HTMLElement {
  connectedCallback() {
    this.refresh = () => this.fetchPart()
    for (const topic of this.topics) document.body.addEventListener(topic, this.refresh)
    const feed = document.createElement("live-feed")
    feed.setAttribute("src", this.getAttribute("live"))
    this.after(feed)
  }

  disconnectedCallback() {
    for (const topic of this.topics) document.body.removeEventListener(topic, this.refresh)
  }

  get topics() {
    return [this.getAttribute("topic"), "resync"]
  }

  async fetchPart() {
    const answer = await fetch(this.getAttribute("src"), { credentials: "same-origin" }).catch(() => null)
    if (!answer?.ok) return
    const text = await answer.text()
    if (text.trim() === this.shown) return
    this.shown = text.trim()
    this.innerHTML = text
  }
}

customElements.define("live-feed", LiveFeed)
customElements.define("live-part", LivePart)

// One press sends once; the server counts the same form once in any case.
document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("button:not([type])")
  if (button) setTimeout(() => (button.disabled = true))
})
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button:disabled")) button.disabled = false
})
