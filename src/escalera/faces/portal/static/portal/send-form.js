// A form with files says how far they have come. Without files, or without scripts, it is sent as any form.
export class SendForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => this.send(event))
  }

  send(event) {
    const form = event.target
    const files = [...form.querySelectorAll('input[type="file"]')].some((input) => input.files.length > 0)
    if (!files) return
    event.preventDefault()
    const bar = form.querySelector("progress")
    const button = form.querySelector("button:not([type])")
    const request = new XMLHttpRequest()
    request.open("POST", form.action)
    request.upload.addEventListener("progress", (step) => step.lengthComputable && (bar.value = (100 * step.loaded) / step.total))
    request.addEventListener("load", () => this.arrived(request, form.action))
    request.addEventListener("error", () => this.failed(bar, button))
    bar.hidden = false
    request.send(new FormData(form))
  }

  arrived(request, action) {
    const there = new URL(request.responseURL || action)
    if (request.status < 400 && there.pathname !== new URL(action).pathname) return location.assign(there)
    const page = new DOMParser().parseFromString(request.responseText, "text/html")
    const main = page.querySelector("main")
    if (main) document.querySelector("main").replaceChildren(...main.childNodes)
    document.querySelector("main [role=alert]")?.scrollIntoView({ block: "center" })
    window.htmx?.process(document.querySelector("main"))
  }

  failed(bar, button) {
    bar.hidden = true
    button.disabled = false
    button.focus()
  }
}
