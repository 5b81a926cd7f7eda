// Whoever leaves a page with words in a form that were not saved is asked first. Only forms that say so: `data-unsaved`.

const FIELDS = "input:not([type='hidden']), textarea, select"

/** Whether somebody changed a field since the page brought it. */
export const isWritten = (one) =>
  one.type === "checkbox" || one.type === "radio" ? one.checked !== one.defaultChecked
  : one.type === "file" ? one.files.length > 0
  : one.tagName !== "SELECT" ? one.value !== one.defaultValue
  : ![...one.options].some(({ defaultSelected }) => defaultSelected) ? one.selectedIndex > 0
  : ![...one.options].some((option) => option.selected && option.defaultSelected)

let sent = null

document.addEventListener("submit", ({ target, defaultPrevented }) => {
  if (!defaultPrevented) sent = target
})

window.addEventListener("pageshow", () => (sent = null)) // back again: nothing is on its way

window.addEventListener("beforeunload", (event) => {
  const forms = [...document.querySelectorAll("form[data-unsaved]")].filter((form) => form !== sent)
  if (forms.some((form) => [...form.querySelectorAll(FIELDS)].some(isWritten))) event.preventDefault()
})
