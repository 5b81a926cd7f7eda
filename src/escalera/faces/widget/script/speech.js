// The server's words, and moments, spans and sizes as the visitor's language says them.

const RIGHT_TO_LEFT = /^(ar|he|fa|ur)\b/

export class Speech {
  constructor(language, words) {
    this.language = language
    this.words = words
  }

  say(key, about = {}) {
    return (this.words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => about[name] ?? whole)
  }

  get direction() {
    return RIGHT_TO_LEFT.test(this.language) ? "rtl" : "ltr"
  }

  moment(at, options) {
    const date = new Date(at)
    if (Number.isNaN(date.getTime())) return ""
    try {
      return new Intl.DateTimeFormat(this.language, options).format(date)
    } catch {
      return date.toLocaleString()
    }
  }

  clock(at) {
    return this.moment(at, { hour: "numeric", minute: "2-digit" })
  }

  // "today", "yesterday" or the date.
  day(at) {
    const days = Math.round((midnight(new Date()) - midnight(new Date(at))) / 86_400_000)
    if (days === 0) return this.say("today")
    if (days === 1) return this.say("yesterday")
    return this.moment(at, { weekday: "long", day: "numeric", month: "long" })
  }

  // When the team is back: the hour today, else the day too.
  back(at) {
    const same = midnight(new Date()) - midnight(new Date(at)) === 0
    return this.moment(at, { hour: "numeric", minute: "2-digit", ...(same ? {} : { weekday: "long", day: "numeric" }) })
  }

  span(seconds) {
    if (seconds < 50) return this.say("under_minute")
    const minutes = Math.max(1, Math.round(seconds / 60))
    if (minutes < 60) return this.say("minutes", { n: minutes })
    return this.say("hours", { n: Math.round(minutes / 6) / 10 })
  }

  size(bytes) {
    const [scaled, unit] = bytes >= 1e6 ? [bytes / 1e6, "MB"] : [Math.max(1, bytes / 1e3), "kB"]
    return `${new Intl.NumberFormat(this.language, { maximumFractionDigits: scaled < 10 && unit === "MB" ? 1 : 0 }).format(scaled)} ${unit}`
  }
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
