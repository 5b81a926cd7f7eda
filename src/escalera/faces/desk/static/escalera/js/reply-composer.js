// The composer: grows where CSS can't, sends by Ctrl/⌘+Enter, shows picked files, takes canned answers in.

export class ReplyComposer extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.keyed(event))
    this.addEventListener("input", (event) => this.typed(event))
    this.addEventListener("change", (event) => event.target.type === "file" && this.showFiles(event.target))
    this.addEventListener("click", (event) => this.clicked(event))
    this.addEventListener("htmx:afterSettle", () => this.menu?.open && this.walk(0))
    this.grow()
  }

  get text() {
    return this.querySelector("textarea")
  }

  get menu() {
    return this.querySelector("details.menu")
  }

  walk(by) {
    const answers = [...this.menu.querySelectorAll("[data-answer]")]
    const at = answers.indexOf(document.activeElement)
    const next = answers[Math.max(0, Math.min(answers.length - 1, at + by))] ?? answers[0]
    ;(next ?? this.menu.querySelector("summary")).focus()
  }

  focusOn(kind) {
    const tab = this.querySelector(`input[name="kind"][value="${kind}"]`)
    if (!tab) return
    tab.checked = true
    this.text.focus()
  }

  keyed(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      this.querySelector("form").requestSubmit(this.querySelector("[data-default]"))
    }
    if (event.key === "/" && event.target === this.text && this.text.value === "") {
      event.preventDefault()
      this.menu.open = true
      this.walk(0)
    }
    if (this.menu?.open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault()
      this.walk(event.key === "ArrowDown" ? 1 : -1)
    }
  }

  typed(event) {
    if (event.target === this.text) this.grow()
  }

  grow() {
    if (!this.text || CSS.supports("field-sizing", "content")) return
    this.text.rows = Math.min(14, Math.max(3, this.text.value.split("\n").length))
  }

  showFiles(input) {
    const place = this.querySelector(".picked")
    place.replaceChildren(
      ...[...input.files].map((file) => {
        const chip = document.createElement("span")
        chip.className = "chip"
        chip.textContent = file.name
        return chip
      }),
    )
  }

  clicked(event) {
    const answer = event.target.closest("[data-answer]")
    if (!answer) return
    const words = answer.querySelector("template").content.textContent
    this.text.setRangeText(words, this.text.selectionStart, this.text.selectionEnd, "end")
    answer.closest("details").open = false
    this.text.focus()
    this.grow()
  }
}
