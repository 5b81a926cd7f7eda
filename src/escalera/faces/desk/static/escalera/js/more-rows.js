// A list of rows in a form always has an empty one at its end: when somebody writes in the last, another comes. Numbers in names and
// what was chosen go on with it; without script, each time of saving brings new ones.

const MOST = 20

export class MoreRows extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", () => this.grow())
  }

  grow() {
    const rows = this.querySelectorAll("li")
    const last = rows[rows.length - 1]
    if (!last || rows.length >= MOST || !last.querySelector("input.input")?.value.trim()) return
    const next = last.cloneNode(true)
    for (const one of next.querySelectorAll("[name]")) {
      one.name = one.name.replace(/-(\d+)-/, (_, number) => `-${Number(number) + 1}-`)
      if (one.tagName === "SELECT") one.selectedIndex = 0
      else if (one.type !== "checkbox") one.value = ""
    }
    last.after(next)
  }
}
