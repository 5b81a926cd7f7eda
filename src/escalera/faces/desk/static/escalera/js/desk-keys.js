// Keys of the whole desk: j k through the list, r n e on the ticket, / to search, ? for the map.

export class DeskKeys extends HTMLElement {
  connectedCallback() {
    this.handle = (event) => this.pressed(event)
    document.addEventListener("keydown", this.handle)
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.handle)
  }

  pressed(event) {
    if (event.key === "Escape") return this.leave(event)
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return
    const done = {
      j: () => document.querySelector("ticket-list")?.step(1),
      k: () => document.querySelector("ticket-list")?.step(-1),
      r: () => document.querySelector("reply-composer")?.focusOn("reply"),
      n: () => document.querySelector("reply-composer")?.focusOn("note"),
      e: () => document.querySelector("[data-key='e']")?.click(),
      "/": () => document.querySelector("input[type='search']")?.focus(),
      "?": () => this.querySelector("dialog").showModal(),
    }[event.key]
    if (!done) return
    event.preventDefault()
    done()
  }

  leave(event) {
    document.querySelector("#panel [data-close]")?.click()
    for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false
    if (isWriting(event.target)) event.target.blur()
    delete document.querySelector(".desk")?.dataset.sheet
  }
}

function isWriting(element) {
  return element.matches?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]")
}
