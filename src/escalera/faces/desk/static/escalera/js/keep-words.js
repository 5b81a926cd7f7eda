// A live refresh replaces what stands around the conversation. What somebody is just writing there (an answer to colleagues,
// a field) must not go with it: values that were changed and the place of the cursor come back into the same field.

const kept = new Map()
const PLACES = "#head, #context"
const FIELDS = "textarea, input:not([type]), input[type='text'], input[type='number']"

const keyOf = (field) => `${field.form?.getAttribute("action") ?? ""}|${field.name}`

function remember(places, known = (field) => field.defaultValue) {
  for (const place of document.querySelectorAll(places)) {
    for (const field of place.querySelectorAll(FIELDS)) {
      const here = field === document.activeElement
      if (!here && field.value === known(field)) continue
      kept.set(keyOf(field), { value: field.value, here, start: field.selectionStart, end: field.selectionEnd })
    }
  }
}

function restore() {
  if (!kept.size) return
  for (const place of document.querySelectorAll(`${PLACES}, #panel`)) {
    for (const field of place.querySelectorAll(FIELDS)) {
      const words = kept.get(keyOf(field))
      if (!words) continue
      field.value = words.value
      if (!words.here) continue
      field.focus({ preventScroll: true })
      if (field.selectionStart !== null) field.setSelectionRange(words.start, words.end)
    }
  }
  kept.clear()
}

// Only refreshes: after a deed of one's own the words have gone where they were sent. A form in the panel that takes another
// shape brings back what it was asked with; what was written since then comes from here.
document.addEventListener("htmx:beforeSwap", ({ detail: { requestConfig, target } }) => {
  if (requestConfig?.verb === "get" && target?.id === "thread") remember(PLACES)
  if (requestConfig?.elt.matches("[data-reshapes]")) remember("#panel", ({ name }) => requestConfig.formData.get(name))
})
document.addEventListener("htmx:afterSettle", restore)
