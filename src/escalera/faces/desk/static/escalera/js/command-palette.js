// Ctrl+K: everything one can do from here. Actions, sections and views are read from the page, so that nobody sees one that
// is not theirs; tickets and customers come from the server. What was used lately stands first.

import { OptionList } from "./option-list.js"
import { commandsOf, fits, recent, remember } from "./commands.js"

export class CommandPalette extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog")
    this.input = this.querySelector("input")
    this.local = this.querySelector("[data-local]")
    this.list = new OptionList(this.input, this.querySelector(".offers"), (option, event) => this.take(option, event))
    this.input.addEventListener("input", () => this.paint())
    this.addEventListener("htmx:afterSwap", () => this.settle())
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.dialog.close())
    this.handle = (event) => this.pressed(event)
    document.addEventListener("keydown", this.handle)
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.handle)
  }

  pressed(event) {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
    event.preventDefault()
    if (this.dialog.open) this.dialog.close()
    else this.open()
  }

  open() {
    for (const other of document.querySelectorAll("dialog[open]")) other.close()
    this.commands = commandsOf(this.dataset)
    this.input.value = ""
    this.querySelector("#palette-found").replaceChildren()
    this.paint()
    this.dialog.showModal()
    this.input.focus()
  }

  paint() {
    const words = this.input.value.trim()
    const found = words ? this.commands.map((one) => ({ ...one, fit: fits(words, one.label) })).filter((one) => one.fit > 0) : [...recent(this.dataset), ...this.commands]
    if (words) found.sort((a, b) => b.fit - a.fit)
    const groups = Map.groupBy ? Map.groupBy(found.slice(0, 40), (one) => one.group) : grouped(found.slice(0, 40))
    this.shown = found
    this.local.replaceChildren(...[...groups].map(([name, some]) => groupOf(name, some, found)))
    this.settle()
  }

  settle() {
    this.list.mark(this.list.options[0] ?? null)
    const status = this.querySelector("[role=status]")
    status.textContent = this.list.options.length ? String(this.list.options.length) : status.dataset.none
  }

  take(option, event) {
    event.preventDefault()
    const command = option.dataset.index ? this.shown[Number(option.dataset.index)] : { href: option.dataset.href, label: option.innerText.split("\n")[0] }
    this.dialog.close()
    if (command.href) remember(command)
    if (command.element?.isConnected) command.element.click()
    else if (command.href) location.assign(command.href)
  }
}

function grouped(commands) {
  const groups = new Map()
  for (const one of commands) groups.set(one.group, [...(groups.get(one.group) ?? []), one])
  return groups
}

function groupOf(name, commands, all) {
  const group = Object.assign(document.createElement("div"), { role: "group", ariaLabel: name })
  group.append(Object.assign(document.createElement("h3"), { textContent: name, ariaHidden: "true" }))
  for (const one of commands) {
    const option = Object.assign(document.createElement("div"), { role: "option", id: `pc-${all.indexOf(one)}`, textContent: one.label })
    option.dataset.index = all.indexOf(one)
    option.setAttribute("aria-selected", "false")
    group.append(option)
  }
  return group
}
