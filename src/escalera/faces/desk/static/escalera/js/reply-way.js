// The way by which an answer leaves: chosen here, looked up on the server, which says what it can carry. Counts characters,
// fills the preview of a template, and sets marks of formatting around what is selected.

export class ReplyWay extends HTMLElement {
  connectedCallback() {
    this.composer = this.closest("reply-composer")
    const label = this.composer.querySelector("[data-reply-label]")
    if (label && this.dataset.label) label.textContent = this.dataset.label
    this.typed = (event) => (event.target.name === "text" ? this.count() : event.target.matches("[data-place]") && this.preview())
    this.composer.addEventListener("input", this.typed)
    this.addEventListener("change", (event) => ["way", "template"].includes(event.target.name) && this.look())
    this.addEventListener("click", (event) => this.clicked(event.target))
    this.addEventListener("closed", () => this.look())
    this.count()
    this.showTyped()
    this.rechosen()
  }

  disconnectedCallback() {
    this.composer.removeEventListener("input", this.typed)
  }

  look() {
    this.dispatchEvent(new CustomEvent("look"))
  }

  // Said to whoever keeps the draft, when the server has shown what was chosen.
  rechosen() {
    this.composer.dispatchEvent(new CustomEvent("rechosen"))
  }

  clicked(target) {
    const mark = target.closest("[data-mark]")
    if (mark) return this.setMark(mark.dataset.mark)
    if (target.closest("[data-unanswer]")) return this.answer("", "")
    if (target.closest("[data-put]")) return this.putTyped()
    const free = target.closest("[data-free]")
    const asks = target.closest("[data-templates]")
    if (!free && !asks) return
    const field = this.querySelector("[name=template]")
    if (asks) Object.assign(field, { disabled: false, value: "?" })
    else field.disabled = true
    this.look()
  }

  answer(id, words) {
    this.querySelector("[name=answers]").value = id
    this.querySelector(".answered q").textContent = words
    this.querySelector(".answered").hidden = !id
    this.rechosen()
  }

  // Characters as people count them; what is longer than one message of this channel goes as several.
  count() {
    const sign = this.querySelector(".count")
    if (!sign) return
    if (this.dataset.counts) return this.countThere(sign)
    const [longest, most, length] = [Number(this.dataset.longest), Number(this.dataset.most), [...this.composer.text.value].length]
    const many = Math.ceil(length / longest)
    const tells = length > longest * 0.5 && most < 100_000
    sign.textContent = tells ? `${length} / ${most}${many > 1 ? ` · ${this.dataset.many.replace("{n}", many)}` : ""}` : ""
    sign.toggleAttribute("data-over", length > most)
  }

  // Where a message is not so many characters (SMS), the server knows what the words make.
  countThere(sign) {
    clearTimeout(this.timer)
    this.timer = setTimeout(async () => {
      const form = new FormData(this.closest("form"))
      const body = new URLSearchParams({ way: form.get("way"), text: form.get("text") })
      const headers = { "X-CSRFToken": form.get("csrfmiddlewaretoken") }
      const answer = await fetch(this.dataset.counts, { method: "POST", body, headers }).catch(() => null)
      if (answer?.ok) sign.textContent = await answer.text()
    }, 350)
  }

  // Free words that can't leave by a template are not out of sight: whoever wrote them puts them into one of its places.
  showTyped() {
    const line = this.querySelector(".typed")
    if (!line) return
    const words = this.composer.text.value.trim()
    line.hidden = !words || words === this.querySelector("[data-says]").textContent.trim()
    line.querySelector("q").textContent = words
  }

  putTyped() {
    const places = [...this.querySelectorAll("[data-place]")]
    const place = places.find((one) => !one.value.trim()) ?? places.at(-1)
    place.value = this.composer.text.value.split(/\s+/).join(" ").trim()
    place.dispatchEvent(new Event("input", { bubbles: true }))
    place.focus()
  }

  preview() {
    const body = this.querySelector("[data-says]")
    const values = Object.fromEntries([...this.querySelectorAll("[data-place]")].map((one) => [one.dataset.place, one.value.trim()]))
    body.textContent = body.dataset.says.replace(/\{\{([^{}]+)\}\}/g, (whole, place) => values[place] || whole)
  }

  setMark(mark) {
    const text = this.composer.text
    const { selectionStart: from, selectionEnd: to } = text
    text.setRangeText(`${mark}${text.value.slice(from, to)}${mark}`, from, to, "end")
    if (from === to) text.selectionStart = text.selectionEnd = from + mark.length
    text.focus()
    text.dispatchEvent(new Event("input", { bubbles: true }))
  }
}

// "Answer this message" in the menu of a message; only where the channel can.
document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-answers]")
  const way = document.querySelector("reply-way[data-replies]")
  if (!asked) return
  event.preventDefault()
  asked.closest("details")?.removeAttribute("open")
  const words = asked.closest(".message").querySelector(".body")?.textContent.trim().slice(0, 90) ?? ""
  way?.answer(asked.dataset.answers, words)
  document.querySelector("reply-composer")?.focusOn("reply")
})
