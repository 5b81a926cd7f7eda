// A week of working hours: a new empty shift appears when the last one is filled; "copy down" needs no round trip.

export class WeekHours extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", (event) => this.grow(event.target.closest(".spans")))
    this.addEventListener("click", (event) => {
      const button = event.target.closest("button[name='copy']")
      if (!button) return
      event.preventDefault()
      this.copy(Number(button.value))
    })
  }

  grow(spans) {
    const rows = spans?.querySelectorAll(".span")
    if (!rows || rows.length >= 12 || [...rows.item(rows.length - 1).querySelectorAll("input")].every((one) => !one.value)) return
    const next = rows.item(rows.length - 1).cloneNode(true)
    for (const one of next.querySelectorAll("input")) one.value = ""
    spans.append(next)
  }

  copy(from) {
    const values = [...this.day(from).querySelectorAll(".span")].map((row) => [...row.querySelectorAll("input")].map((one) => one.value))
    for (let day = from + 1; day < (from < 4 ? 5 : 7); day += 1) this.fill(day, values.filter((pair) => pair.some(Boolean)))
  }

  fill(day, values) {
    const spans = this.day(day).querySelector(".spans")
    for (const extra of [...spans.querySelectorAll(".span")].slice(1)) extra.remove()
    for (const one of spans.querySelectorAll("input")) one.value = ""
    for (const pair of values) {
      const row = spans.lastElementChild
      row.querySelectorAll("input").forEach((one, place) => (one.value = pair[place]))
      this.grow(spans)
    }
  }

  day(number) {
    return this.querySelector(`.day[data-day="${number}"]`)
  }
}
