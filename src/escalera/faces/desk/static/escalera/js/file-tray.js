// Files for what is being written: chosen, pasted or dropped, each sent up at once with its own progress and a way to stop.

export class FileTray extends HTMLElement {
  connectedCallback() {
    this.composer = this.closest("reply-composer")
    this.composer.tray = this
    this.going = new Set()
    this.composer.addEventListener("change", (event) => event.target.name === "attached" && this.picked(event.target))
    this.addEventListener("paste", (event) => this.given(event, event.clipboardData))
    this.composer.addEventListener("drop", (event) => this.given(event, event.dataTransfer))
    this.composer.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return
      event.preventDefault()
      this.toggleAttribute("data-over", true)
    })
    for (const name of ["dragleave", "drop"]) this.composer.addEventListener(name, () => this.removeAttribute("data-over"))
  }

  disconnectedCallback() {
    for (const xhr of this.going) xhr.abort()
  }

  get done() {
    return this.going.size ? Promise.all([...this.going].map((xhr) => xhr.ended)) : null
  }

  picked(input) {
    for (const file of input.files) this.send(file, false)
    input.value = ""
  }

  given(event, transfer) {
    const files = [...(transfer?.files ?? [])]
    if (!files.length) return
    event.preventDefault()
    for (const file of files) this.send(file, event.type === "paste" && file.type.startsWith("image/"))
  }

  send(file, inline) {
    const kind = this.composer.kind
    const line = this.line(file)
    this.querySelector(`[data-files="${kind}"]`).append(line)
    const form = new FormData()
    form.append("kind", kind)
    form.append("file", file, file.name)
    if (inline) form.append("inline", "on")
    const way = this.composer.querySelector("[name=way]:checked")
    if (way && kind === "reply") form.append("way", way.value)
    const xhr = new XMLHttpRequest()
    xhr.open("POST", this.dataset.url)
    xhr.setRequestHeader("X-CSRFToken", this.closest("form").elements.csrfmiddlewaretoken.value)
    xhr.upload.onprogress = (event) => event.lengthComputable && (line.querySelector("progress").value = event.loaded / event.total)
    xhr.ended = new Promise((resolve) => (xhr.onloadend = () => resolve(this.ended(xhr, line))))
    line.querySelector("button").onclick = () => (this.going.has(xhr) ? xhr.abort() : line.remove())
    this.going.add(xhr)
    xhr.send(form)
  }

  ended(xhr, line) {
    this.going.delete(xhr)
    if (xhr.status === 200) {
      line.outerHTML = xhr.responseText.trim()
      window.htmx.process(this)
    } else if (xhr.status) {
      line.querySelector("progress").remove()
      line.dataset.tone = "bad"
      line.querySelector("span").textContent = xhr.getResponseHeader("Content-Type")?.startsWith("text/plain") ? xhr.responseText : `${line.title} ✕`
    } else line.remove()
  }

  line(file) {
    const line = document.createElement("span")
    line.className = "upload"
    line.title = file.name
    const bar = document.createElement("progress")
    Object.assign(bar, { max: 1, value: 0, ariaLabel: file.name })
    const stop = Object.assign(document.createElement("button"), { type: "button", textContent: "✕", ariaLabel: `${this.dataset.cancel} ${file.name}` })
    line.append(Object.assign(document.createElement("span"), { textContent: file.name }), bar, stop)
    return line
  }
}
