// A live refresh replaces what stands around the conversation. What somebody is just writing there (an answer to colleagues,
// a field) must not go with it: values that were changed and the place of the cursor come back into the same field.

const kept = new Map()
const PLACES = "#head, #context"
const FIELDS = "textarea, input:not([type]), input[type='text'], input[type='number']"

const GONE = Symbol("gone")

const keyOf = (field) => `${field.form?.getAttribute("action") ?? ""}|${field.name}`

function remember(places, known = (field) => field.defaultValue) {
  for (const place of document.querySelectorAll(places)) {
    for (const field of place.querySelectorAll(FIELDS)) {
      const here = field === document.activeElement
      const was = known(field)
      if (was === GONE || (!here && field.value === was)) continue
      kept.set(keyOf(field), { field, value: field.value, here, start: field.selectionStart, end: field.selectionEnd })
    }
  }
}

// What stands in a form as it was sent has gone where it was sent. All else that was written while the answer was on its way stays.
const besides = ({ elt, formData }) => {
  const sent = elt.closest("form")
  return (field) => (field.form !== sent ? field.defaultValue : field.value === formData.get(field.name) ? GONE : field.defaultValue)
}

function restore() {
  if (!kept.size) return
  for (const place of document.querySelectorAll(`${PLACES}, #panel`)) {
    for (const field of place.querySelectorAll(FIELDS)) {
      const words = kept.get(keyOf(field))
      if (!words || words.field === field) continue // not put anew, or not yet
      if (!words.isBack) field.value = words.value
      words.isBack = true
      if (!words.here || field === document.activeElement) continue
      field.focus({ preventScroll: true })
      if (field.selectionStart !== null) field.setSelectionRange(words.start, words.end)
    }
  }
}

// A form in the panel that takes another shape brings back what it was asked with; what was written since then comes from here.
document.addEventListener("htmx:beforeSwap", ({ detail: { requestConfig, target } }) => {
  if (!requestConfig) return
  if (target?.id === "thread") remember(PLACES, requestConfig.verb === "get" ? undefined : besides(requestConfig))
  if (requestConfig.elt.matches("[data-reshapes]")) remember("#panel", ({ name }) => requestConfig.formData.get(name))
})

// At once, and not when all has settled: a key that is pressed in between must find the words.
for (const name of ["htmx:oobAfterSwap", "htmx:afterSwap"]) document.addEventListener(name, restore)
document.addEventListener("htmx:afterSettle", () => {
  restore()
  kept.clear()
})
