// Says that somebody wrote while this was being written: the customer or a colleague, not the writer and not a machine.

export class NewWords extends HTMLElement {
  connectedCallback() {
    this.composer = this.closest("reply-composer")
    this.look = () => this.compare()
    document.addEventListener("htmx:afterSettle", this.look)
    this.timer = setInterval(() => this.newest && this.paint(), 5_000)
    this.querySelector("[data-show]").addEventListener("click", () => this.show())
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:afterSettle", this.look)
    clearInterval(this.timer)
  }

  get seen() {
    return this.composer.querySelector("[name=seen]")
  }

  compare() {
    const fresh = [...document.querySelectorAll("#thread .message[id^='message-']")].filter((one) => this.isNew(one))
    if (!fresh.length) return
    if (!this.composer.text.value.trim()) return (this.seen.value = numberOf(fresh.at(-1)))
    if (this.newest && numberOf(this.newest) === numberOf(fresh.at(-1))) return
    this.newest = fresh.at(-1)
    this.since = Date.now()
    this.hidden = false
    this.paint()
  }

  isNew(message) {
    const side = message.dataset.side
    const mine = side !== "customer" && message.querySelector("header b")?.textContent === this.composer.dataset.name
    return numberOf(message) > Number(this.seen.value) && side !== "auto" && !mine
  }

  paint() {
    const age = Math.round((Date.now() - this.since) / 1000)
    const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto", style: "short" })
    const ago = age < 60 ? format.format(-age, "second") : format.format(-Math.round(age / 60), "minute")
    const who = this.newest.querySelector("header b").textContent
    this.querySelector("span").textContent = this.dataset.wrote.replace("{who}", who).replace("{ago}", ago)
  }

  show() {
    document.getElementById(this.newest.id)?.scrollIntoView({ block: "center", behavior: "auto" })
    this.seen.value = numberOf(this.newest)
    this.newest = null
    this.hidden = true
  }
}

const numberOf = (message) => Number(message.id.slice("message-".length))
