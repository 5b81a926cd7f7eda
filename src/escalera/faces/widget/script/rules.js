// Messages that come forward by themselves where a rule of the channel says so: on a page, after a while, once read so far.

const DAY_MS = 86_400_000

export class Rules {
  // `may()`: nothing is in the way now; `fire(rule)` shows it.
  constructor(rules, store, may, fire) {
    Object.assign(this, { rules, store, may, fire, bells: [] })
    addEventListener("scroll", () => this.look(), { passive: true, capture: true })
    document.addEventListener("visibilitychange", () => this.look())
    this.arrive()
  }

  // The visitor came to a page: everything counts from now.
  arrive() {
    this.bells.forEach(clearTimeout)
    this.since = Date.now()
    this.fired = false
    this.here = this.rules.filter((rule) => rule.text && fits(rule.url))
    this.bells = this.here.map((rule) => setTimeout(() => this.look(), (rule.after_s ?? 0) * 1000 + 20))
  }

  look() {
    if (this.fired || document.hidden || !this.may()) return
    const ripe = this.here.find((rule) => this.ripe(rule))
    if (!ripe) return
    this.fired = true
    this.store.set(`rule:${ripe.id}`, Date.now(), kept(ripe))
    this.fire(ripe)
  }

  ripe(rule) {
    const before = this.store.get(`rule:${rule.id}`, kept(rule))
    if (before && (rule.once !== "day" || Date.now() - before < DAY_MS)) return false
    return Date.now() - this.since >= (rule.after_s ?? 0) * 1000 && scrolled() >= (rule.scrolled ?? 0)
  }
}

function kept(rule) {
  return rule.once === "session" || !rule.once ? "sessionStorage" : "localStorage"
}

// `*` stands for anything; a pattern that begins with `/` is a path of this site.
export function fits(pattern, address = location) {
  if (!pattern || pattern === "*") return true
  const whole = pattern.startsWith("/") ? address.pathname + address.search : address.href
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
  return new RegExp(`^${parts.join(".*")}$`, "i").test(whole.replace(/\/$/, "")) || new RegExp(`^${parts.join(".*")}$`, "i").test(whole)
}

// How far down the page was looked at, in per cent.
function scrolled() {
  const page = document.scrollingElement ?? document.documentElement
  const way = page.scrollHeight - innerHeight
  return way <= 0 ? 100 : (100 * page.scrollTop) / way
}
