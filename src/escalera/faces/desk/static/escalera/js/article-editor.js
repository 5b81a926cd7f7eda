// Writing an article with less to know: buttons that put Markdown's marks, and files that are chosen, pasted or dropped go
// up at once and are named in the text where the cursor stands.

export class ArticleEditor extends HTMLElement {
  connectedCallback() {
    this.text = this.querySelector("textarea")
    this.said = this.querySelector("[data-said]")
    this.queue = Promise.resolve()
    this.addEventListener("click", (event) => this.marked(event.target.closest("[data-mark]")))
    this.addEventListener("change", (event) => event.target.matches("[data-pick]") && this.picked(event.target))
    this.text.addEventListener("paste", (event) => this.given(event, event.clipboardData))
    this.text.addEventListener("drop", (event) => this.given(event, event.dataTransfer))
    this.text.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault())
  }

  marked(button) {
    if (!button) return
    const { selectionStart: from, selectionEnd: to, value } = this.text
    const chosen = value.slice(from, to)
    if (button.dataset.mark === "link") this.write(`[${chosen}](https://)`, from, to, chosen ? -1 : 1 - "[](https://)".length)
    else if ("around" in button.dataset) this.write(`**${chosen}**`, from, to, chosen ? 0 : -2)
    else this.begin(button.dataset.mark, from, to)
  }

  // Each line that is touched begins with the mark; steps are counted.
  begin(mark, from, to) {
    const { value } = this.text
    const start = value.lastIndexOf("\n", from - 1) + 1
    const lines = value.slice(start, to).split("\n")
    const counted = mark === "1. "
    this.write(lines.map((line, n) => (counted ? `${n + 1}. ` : mark) + line).join("\n"), start, to, 0)
  }

  // As if it were typed: it can be taken back with Ctrl+Z, and whoever listens hears of it.
  write(words, from, to, back) {
    this.text.focus()
    this.text.setSelectionRange(from, to)
    if (!document.execCommand("insertText", false, words)) {
      this.text.setRangeText(words, from, to, "end")
      this.text.dispatchEvent(new Event("input", { bubbles: true }))
    }
    const end = this.text.selectionEnd + back
    this.text.setSelectionRange(end, end)
  }

  picked(input) {
    const files = [...input.files]
    input.value = ""
    this.send(files)
  }

  given(event, transfer) {
    const files = [...(transfer?.files ?? [])]
    if (!files.length) return
    event.preventDefault()
    this.send(files)
  }

  // One after the other, so that they stand in the text as they were given.
  send(files) {
    for (const file of files) this.queue = this.queue.then(() => this.put(file))
  }

  async put(file) {
    this.said.textContent = this.dataset.going
    const form = new FormData(this.closest("form"))
    form.append("file", file, file.name)
    const answer = await fetch(this.dataset.put, { method: "POST", body: form, headers: { "HX-Request": "true" } }).catch(() => null)
    const plain = answer?.headers.get("Content-Type")?.startsWith("text/plain")
    const words = plain ? await answer.text() : this.dataset.lost
    this.said.textContent = answer?.ok && plain ? "" : words
    if (answer?.ok && plain) this.write(`${words}\n`, this.text.selectionStart, this.text.selectionEnd, 0)
  }
}
