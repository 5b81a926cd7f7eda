// The customer's page stays true while it is open: a hint of the live stream makes the part fetch itself again.
export class LivePart extends HTMLElement {
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
    if (!answer?.ok || answer.redirected) return
    const text = (await answer.text()).trim()
    if (text === this.shown) return
    this.shown = text
    const typed = this.typed
    this.innerHTML = text
    this.typed = typed
  }

  // What somebody types in the part while it changes is not lost.
  get typed() {
    return [...this.querySelectorAll("details[open] textarea")].map((area) => [area.name, area.value, area === document.activeElement])
  }

  set typed(values) {
    for (const [name, value, focused] of values) {
      const area = this.querySelector(`textarea[name="${name}"]`)
      if (!area) continue
      area.closest("details")?.setAttribute("open", "")
      area.value = value
      if (focused) area.focus()
    }
  }
}
