// A refresh must not take away what somebody is writing in the context column: it waits until they leave the place.
// Links of messages are copied here too: both are small manners of the ticket page.

const WRITES = "input:not([type=checkbox]):not([type=radio]), textarea"
let missed = false

const written = (element) => element?.matches?.(WRITES) && element.value !== element.defaultValue

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const active = document.activeElement
  if (event.detail.target?.id !== "context" || !event.detail.target.contains(active) || !written(active)) return
  if (active.closest(".htmx-request")) return // it was sent: the answer brings it back
  event.preventDefault()
  missed = true
})

document.addEventListener("focusout", (event) => {
  if (!missed || !event.target.closest?.("#context")) return
  missed = false
  const ticket = document.querySelector("thread-end")?.getAttribute("ticket")
  if (ticket) setTimeout(() => document.body.dispatchEvent(new CustomEvent(`ticket-${ticket}`)), 400)
})

document.addEventListener("click", async (event) => {
  const copied = event.target.closest?.("[data-copies]")
  if (!copied || !navigator.clipboard) return
  event.preventDefault()
  await navigator.clipboard.writeText(new URL(copied.dataset.copies, location.href).href)
  if (copied.dataset.copied) copied.textContent = copied.dataset.copied
  copied.closest("details")?.removeAttribute("open")
})
