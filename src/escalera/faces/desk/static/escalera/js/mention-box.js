// "@" and the beginning of a name show colleagues; arrows walk, Enter or Tab takes, Esc leaves.

const ASK_MS = 120

export class MentionBox extends HTMLElement {
  connectedCallback() {
    this.composer = this.closest("reply-composer")
    this.sheet = this.querySelector(".people")
    this.query = this.querySelector("[name=q]")
    this.onInput = (event) => event.target === this.composer.text && this.typed()
    this.onKey = (event) => !this.sheet.hidden && this.keyed(event)
    this.composer.addEventListener("input", this.onInput)
    this.composer.addEventListener("keydown", this.onKey, true)
    this.composer.addEventListener("click", (event) => event.target.closest("[data-mention]") && this.composer.put("@"))
    this.addEventListener("mousedown", (event) => event.preventDefault()) // the words keep the cursor
    this.addEventListener("click", (event) => this.take(event.target.closest("[data-name]")))
    this.addEventListener("htmx:afterSettle", () => this.mark(this.people[0]))
  }

  get people() {
    return [...this.querySelectorAll("[data-name]")]
  }

  // The word before the cursor, if it began with "@": at most three words of a name.
  get asked() {
    const text = this.composer.text
    return /(?:^|[\s(])@([\p{L}\p{N}.'’-]*(?: [\p{L}.'’-]+){0,2})$/u.exec(text.value.slice(0, text.selectionStart))
  }

  typed() {
    clearTimeout(this.timer)
    const asked = this.asked
    if (!asked || asked[1] === this.taken) return (this.sheet.hidden = true)
    this.taken = null
    this.query.value = asked[1]
    this.sheet.hidden = false
    this.timer = setTimeout(() => this.dispatchEvent(new CustomEvent("look")), ASK_MS)
  }

  mark(person) {
    for (const one of this.people) one.setAttribute("aria-selected", one === person)
    if (!person && this.asked?.[1].includes(" ")) this.sheet.hidden = true
    person?.scrollIntoView({ block: "nearest" })
  }

  keyed(event) {
    const [people, at] = [this.people, this.people.findIndex((one) => one.getAttribute("aria-selected") === "true")]
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === "Escape") this.sheet.hidden = true
    else if (step && people.length) this.mark(people[(at + step + people.length) % people.length])
    else if ((event.key === "Enter" || event.key === "Tab") && people[at] && !event.ctrlKey && !event.metaKey) this.take(people[at])
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  take(person) {
    const text = this.composer.text
    const asked = this.asked
    if (!person || !asked) return
    this.taken = `${person.dataset.name} `.trim()
    text.setSelectionRange(text.selectionStart - asked[1].length, text.selectionStart)
    this.composer.put(`${person.dataset.name} `)
    this.sheet.hidden = true
  }
}
