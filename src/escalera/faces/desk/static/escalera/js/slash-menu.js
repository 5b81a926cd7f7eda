// Macros and canned answers: "/" at the beginning of a word opens them, letters find, arrows walk, Enter takes, Esc leaves.

import { distance, plain } from "./fuzzy.js"

export class SlashMenu extends HTMLElement {
  connectedCallback() {
    this.composer = this.closest("reply-composer")
    this.menu = this.querySelector("details")
    this.sheet = this.querySelector(".sheet")
    this.onSlash = (event) => this.slashed(event)
    this.composer.addEventListener("keydown", this.onSlash)
    this.menu.addEventListener("toggle", () => this.menu.open && this.sheet.dispatchEvent(new CustomEvent("look")))
    this.addEventListener("htmx:afterSettle", () => this.filter(this.querySelector("input")?.focus()))
    this.addEventListener("input", () => this.filter())
    this.addEventListener("keydown", (event) => this.keyed(event))
    this.addEventListener("click", (event) => this.take(event.target.closest("[data-answer]")))
    this.addEventListener("focusin", (event) => this.pointed(event.target))
    this.addEventListener("pointerover", (event) => this.pointed(event.target))
  }

  slashed(event) {
    const text = this.composer.text
    if (event.key !== "/" || event.target !== text || event.ctrlKey || event.metaKey) return
    const before = text.value.slice(0, text.selectionStart)
    if (before && !/\s$/.test(before)) return
    event.preventDefault()
    this.typed = true
    this.menu.open = true
  }

  get answers() {
    return [...this.querySelectorAll("[data-answer]")]
  }

  filter() {
    const letters = plain(this.querySelector("input")?.value ?? "")
    const ranked = this.answers.map((one, n) => [letters ? distance(plain(one.dataset.words), letters) : Number(one.dataset.n ?? n), one])
    for (const [n, one] of this.answers.entries()) one.dataset.n ??= n
    for (const [rank, one] of ranked) one.hidden = rank === null
    for (const [, one] of ranked.filter(([rank]) => rank !== null).sort((a, b) => a[0] - b[0])) one.parentElement.append(one)
    this.show(this.answers.find((one) => !one.hidden))
  }

  pointed(target) {
    const answer = target.closest("[data-answer]")
    if (answer) this.show(answer)
  }

  show(answer) {
    for (const one of this.answers) one.setAttribute("aria-selected", one === answer)
    this.querySelector(".preview")?.replaceChildren(...(answer?.querySelector(".peek").cloneNode(true).childNodes ?? []))
  }

  keyed(event) {
    const shown = this.answers.filter((one) => !one.hidden)
    const at = shown.findIndex((one) => one.getAttribute("aria-selected") === "true")
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) {
      this.show(shown[Math.max(0, Math.min(shown.length - 1, at + step))])
      shown[Math.max(0, Math.min(shown.length - 1, at + step))]?.scrollIntoView({ block: "nearest" })
    } else if (event.key === "Enter" && event.target.type === "search") this.take(shown[at])
    else if (event.key === "Escape") this.leave(this.typed && !this.querySelector("input")?.value ? "/" : "")
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  leave(words) {
    this.menu.open = this.typed = false
    this.composer.put(words)
  }

  take(answer) {
    if (!answer) return
    this.leave(answer.querySelector("template").content.textContent)
    const used = this.composer.querySelector("[name=used]")
    if (!("does" in answer.dataset)) used.value = [used.value, answer.dataset.answer].filter(Boolean).join(",")
    else this.choose(answer)
  }

  choose(answer) {
    const chip = this.composer.querySelector("template[data-chip]").content.cloneNode(true)
    chip.querySelector("b").textContent = answer.querySelector("b").textContent
    chip.querySelector("input").value = answer.dataset.answer
    this.composer.querySelector(".chosen").replaceChildren(chip, ...[...answer.querySelectorAll(".peek .chip")].map((one) => one.cloneNode(true)))
  }
}
