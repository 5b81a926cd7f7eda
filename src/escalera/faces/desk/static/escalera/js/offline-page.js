// The page that stands in for another without network: lists the drafts of this device, and goes on by itself.

const EVERY_MS = 10_000

class OfflinePage extends HTMLElement {
  connectedCallback() {
    this.list()
    this.again = this.querySelector("[data-again]")
    this.again.href = location.pathname.startsWith("/offline/") ? this.getAttribute("home") : location.href
    addEventListener("online", () => this.look())
    setInterval(() => this.look(), EVERY_MS)
  }

  // The composer keeps each draft under its ticket's number until the server has it.
  list() {
    const section = this.querySelector("[data-drafts]")
    if (!section) return
    for (const [number, text] of drafts()) {
      const line = document.createElement("li")
      line.append(Object.assign(document.createElement("b"), { textContent: `#${number} ` }), text)
      section.querySelector("ul").append(line)
    }
    section.hidden = !section.querySelector("li")
    this.querySelector("[data-no-drafts]").hidden = !section.hidden
  }

  async look() {
    try {
      if ((await fetch("/desk.webmanifest", { cache: "no-store" })).ok) location.replace(this.again.href)
    } catch {
      // still away
    }
  }
}

// `draft:<person>:<ticket>:<kind>`; only of who was signed in here last.
function* drafts() {
  const mine = `draft:${localStorage.getItem("me") ?? "nobody"}:`
  for (const key of Object.keys(localStorage).filter((one) => one.startsWith(mine))) {
    try {
      const text = String(JSON.parse(localStorage.getItem(key)).text ?? "").trim()
      if (text) yield [Number.parseInt(key.slice(mine.length), 10), text.slice(0, 120)]
    } catch {
      // not a draft
    }
  }
}

customElements.define("offline-page", OfflinePage)
