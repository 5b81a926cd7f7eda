// A step that somebody is answering, or whose answer was refused, is not taken away by a refresh that would bring the same
// step again. When the next step
// comes after an answer, the keyboard goes on there.

import { isWritten } from "./unsaved-words.js"

const FIELDS = "input:not([type='hidden']), textarea, select"
let answered = false

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const part = detail.target
  if (part?.localName !== "procedure-step") return
  answered = detail.requestConfig?.verb === "post"
  if (answered) {
    detail.shouldSwap = detail.xhr.status !== 204
    return
  }
  const isKept = part.querySelector("[role='alert']") || [...part.querySelectorAll(FIELDS)].some(isWritten)
  if (detail.requestConfig?.elt !== part || !isKept) return
  const mark = new DOMParser().parseFromString(detail.serverResponse, "text/html").querySelector("procedure-step")?.dataset.mark
  if (mark === part.dataset.mark) detail.shouldSwap = false
})

export class ProcedureStep extends HTMLElement {
  connectedCallback() {
    if (!answered) return
    answered = false
    const form = this.querySelector(".run-step form")
    form?.querySelector("[aria-invalid='true'], input:not([type='hidden']), textarea, select, button")?.focus({ preventScroll: true })
  }
}
