// A part that refreshes itself must not close what somebody has just opened in it: menus, folded quotes, reasons.

const kept = new Set()

function keyOf(details) {
  const place = details.parentElement.closest("[id]")
  const words = details.querySelector("summary")?.textContent.trim()
  const twins = [...(place ?? document).querySelectorAll("details")].filter(
    (one) => one.querySelector("summary")?.textContent.trim() === words,
  )
  return `${place?.id}|${words}|${twins.indexOf(details)}`
}

function remember(event) {
  const target = event.detail.target
  if (!target?.querySelectorAll) return
  for (const one of target.querySelectorAll("details[open]")) kept.add(keyOf(one))
}

function restore() {
  if (!kept.size) return
  for (const one of document.querySelectorAll("details:not([open])")) if (kept.has(keyOf(one))) one.open = true
  kept.clear()
}

// Only refreshes restore: after a deed of one's own, an open menu has done its duty.
let refreshing = false
document.addEventListener("htmx:beforeSwap", (event) => {
  refreshing = event.detail.requestConfig?.verb === "get" && event.detail.target?.id === "thread"
  if (refreshing) remember(event)
})
document.addEventListener("htmx:oobBeforeSwap", (event) => refreshing && remember(event))
document.addEventListener("htmx:afterSettle", restore)
