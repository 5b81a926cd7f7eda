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
}

// After a deed out of a menu, that menu has done its duty; one that was opened since another deed was asked for stays.
let refreshing = false
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const asker = detail.requestConfig?.triggeringEvent?.submitter ?? detail.requestConfig?.elt
  const done = detail.requestConfig?.verb !== "get" && asker?.closest("details")
  refreshing = detail.target?.id === "thread" && !done
  if (refreshing) remember({ detail })
})
document.addEventListener("htmx:oobBeforeSwap", (event) => refreshing && remember(event))

// At once, and not when all has settled: nobody sees it closed.
for (const name of ["htmx:oobAfterSwap", "htmx:afterSwap"]) document.addEventListener(name, restore)
document.addEventListener("htmx:afterSettle", () => {
  restore()
  kept.clear()
})
