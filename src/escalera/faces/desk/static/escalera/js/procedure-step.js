// A step that somebody is answering, or whose answer was refused, is not taken away by a refresh that would bring the same
// step again. When the next step comes after an answer, the keyboard goes on there.

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
  else carry(part)
})

// When the part comes anew for another reason (a colleague took it, the time of a step ran out) while its step is the
// same, the fields that somebody filled in go over as they are: with their words, their files and the cursor.
let carried = new Map()

const keyOf = (field) => {
  const form = field.form
  const choice = field.type === "checkbox" || field.type === "radio" ? field.value : ""
  return [form?.getAttribute("action"), form?.elements.at_step?.value, field.name, choice].join("|")
}

function carry(part) {
  const written = [...part.querySelectorAll(`.run-step form :is(${FIELDS})`)].filter(isWritten)
  carried = new Map(written.map((field) => [keyOf(field), { field, here: field === document.activeElement }]))
}

function bringBack(part) {
  for (const fresh of part.querySelectorAll(`.run-step form :is(${FIELDS})`)) {
    const { field, here } = carried.get(keyOf(fresh)) ?? {}
    if (!field || isWritten(fresh)) continue
    fresh.replaceWith(field)
    if (here) field.focus({ preventScroll: true })
  }
  carried = new Map()
}

export class ProcedureStep extends HTMLElement {
  connectedCallback() {
    bringBack(this)
    if (!answered) return
    answered = false
    const form = this.querySelector(".run-step form")
    form?.querySelector("[aria-invalid='true'], input:not([type='hidden']), textarea, select, button")?.focus({ preventScroll: true })
  }
}
