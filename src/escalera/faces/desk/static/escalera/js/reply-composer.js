// The composer: two tabs with a draft each, sending by Ctrl/⌘+Enter, and never a form that leaves before its files are up.

export class ReplyComposer extends HTMLElement {
  connectedCallback() {
    if (!this.text) return
    this.addEventListener("keydown", (event) => this.keyed(event))
    this.addEventListener("input", () => this.grow())
    this.addEventListener("change", (event) => event.target.name === "kind" && this.turnTo(event.target.value))
    this.addEventListener("submit", (event) => this.leave(event), true)
    this.addEventListener("click", (event) => event.target.closest("[data-unchoose]") && this.unchoose(event))
    this.turned = this.kind
    this.grow()
    this.querySelector("[data-anyway]")?.focus()
  }

  get text() {
    return this.querySelector("textarea[name=text]")
  }

  get kind() {
    return this.querySelector("input[name=kind]:checked").value
  }

  focusOn(kind) {
    const tab = this.querySelector(`input[name="kind"][value="${kind}"]`)
    if (!tab) return
    tab.checked = true
    this.turnTo(kind)
    this.text.focus()
  }

  // Each tab has its own words: what was meant for colleagues never stands in a letter to the customer.
  turnTo(kind) {
    const other = this.querySelector(`template[data-draft="${kind}"]`)
    if (kind === this.turned || !other) return
    this.flushAs(this.turned)
    const version = this.querySelector("[name=version]")
    const [words, known] = [this.text.value, version.value]
    this.text.value = other.content.textContent
    version.value = other.dataset.version
    other.content.textContent = words
    Object.assign(other.dataset, { draft: this.turned, version: known })
    this.turned = kind
    this.grow()
    this.dispatchEvent(new CustomEvent("turned"))
  }

  // The tab has turned already, but what is in the box belongs to the one before.
  flushAs(kind) {
    const tab = (name) => this.querySelector(`input[name="kind"][value="${name}"]`)
    const now = this.kind
    tab(kind).checked = true
    this.keeper?.flush()
    tab(now).checked = true
  }

  keyed(event) {
    if (event.key !== "Enter" || event.isComposing) return
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault()
      this.querySelector("form").requestSubmit(this.querySelector("[data-default]"))
    }
  }

  // Runs before htmx sees the event: a file still on its way goes first, and so does a draft that is being saved.
  leave(event) {
    const waits = [this.tray?.done, this.keeper?.done].filter(Boolean)
    if (!waits.length) return
    event.preventDefault()
    event.stopImmediatePropagation()
    Promise.allSettled(waits).then(() => this.isConnected && event.target.requestSubmit(event.submitter))
  }

  unchoose(event) {
    event.target.closest(".chosen").replaceChildren()
  }

  put(words) {
    this.text.setRangeText(words, this.text.selectionStart, this.text.selectionEnd, "end")
    this.text.focus()
    this.text.dispatchEvent(new Event("input", { bubbles: true }))
  }

  grow() {
    if (CSS.supports("field-sizing", "content")) return
    this.text.rows = Math.min(14, Math.max(3, this.text.value.split("\n").length))
  }
}

document.addEventListener("escalate-now", () => document.querySelector("[data-key='e']")?.click())
