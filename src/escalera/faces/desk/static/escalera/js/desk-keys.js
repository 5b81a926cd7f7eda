// Keys of the whole desk. Which key does what stands in `faces/desk/keyboard/keys.py` and comes in `data-keys`; here is only
// how. Single keys and sequences ("g i") can be switched off by whoever speaks to the machine or slips on keys.

const NEXT_WITHIN_MS = 1_500
const OFF = "escalera.single-keys"

export class DeskKeys extends HTMLElement {
  connectedCallback() {
    this.map = JSON.parse(this.dataset.keys)
    this.handle = (event) => this.pressed(event)
    document.addEventListener("keydown", this.handle)
    this.box = this.querySelector("[data-single-keys]")
    const chosen = localStorage.getItem(OFF) ?? document.querySelector(".desk")?.dataset.keys // here, else in one's account
    this.box.checked = chosen !== "off"
    this.box.addEventListener("change", () => localStorage.setItem(OFF, this.box.checked ? "on" : "off"))
    this.asked = (event) => event.target.closest?.("[data-shows-keys]") && this.querySelector("dialog").showModal()
    document.addEventListener("click", this.asked)
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.handle)
    document.removeEventListener("click", this.asked)
  }

  pressed(event) {
    if (event.key === "Escape") return this.leave(event)
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return
    if (!this.box.checked || isWriting(event.target) || document.querySelector("dialog[open]")) return
    const keys = this.first ? `${this.first} ${event.key}` : event.key
    clearTimeout(this.timer)
    this.first = ""
    if (Object.keys(this.map).some((one) => one.startsWith(`${keys} `))) {
      this.first = keys
      this.timer = setTimeout(() => (this.first = ""), NEXT_WITHIN_MS)
    } else if (!this.map[keys] || !this.does(...this.map[keys])) return
    event.preventDefault()
  }

  // Returns whether there was anything to do on this page.
  does(how, target) {
    if (how === "go") return location.assign(target), true
    if (how === "call") {
      const [name, method, value] = target.split(":")
      const element = document.querySelector(name)
      if (!element?.[method]) return false
      return element[method](Number.isNaN(Number(value ?? "x")) ? value : Number(value)), true
    }
    const all = [...document.querySelectorAll(target)]
    const element = all.find((one) => one.checkVisibility?.() !== false) ?? (how === "focus" ? undefined : all[0]) // a closed menu's too
    if (!element) return target.startsWith("search-box") && this.does(...this.map["g s"])
    if (how === "show") element.showModal()
    else if (how === "focus") element.focus()
    else element.click()
    return true
  }

  leave(event) {
    document.querySelector("#panel [data-close]")?.click()
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus()
    }
    if (isWriting(event.target) && !event.target.closest("dialog")) event.target.blur()
    delete document.querySelector(".desk")?.dataset.sheet
  }
}

function isWriting(element) {
  return element.matches?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]")
}
