// A live refresh replaces its part of the page. While a request of somebody's own is on its way from inside that part, this
// would take away the button that waits for the answer, and the answer with it; and a refresh that is on its way when the
// answer comes would come to nothing. So one's own requests go first: a refresh waits for them, and one that they overtook is
// asked for again. The conversation waits for all that is done around it (its refresh brings what stands beside it too),
// except for what is marked with data-aside: a draft that is saved, a name that is looked up. A press is a deed from its
// first moment: what is put anew between a button's going down and its coming up again is clicked by nobody.

const LIVE = "[id][hx-trigger*='stale']"
const own = new Map() // each request of one's own, and the element that sent it
const refreshes = new Map() // each part that is on its way, and its request
const missed = new Set() // the ids of parts to ask for again

const isRefresh = ({ elt, requestConfig }) => elt.matches(LIVE) && requestConfig.verb === "get"
const concerns = (elt, part) => part.contains(elt) || (part.id === "thread" && elt.closest("#work") && !elt.closest("[data-aside]"))
const mustWait = (part) => pressed || [...own.values()].some((elt) => concerns(elt, part))

const RELEASED_MS = 50 // a touch says "click" a moment after its end
let pressed = false
let release

function yieldTo(event) {
  missed.add(event.detail.elt.id)
  event.preventDefault()
}

// The request itself says when it is over: its element may be gone by then, and its events with it.
function wait(xhr, elt) {
  own.set(xhr, elt)
  xhr.addEventListener("loadend", () => {
    own.delete(xhr)
    catchUp()
  })
}

function catchUp() {
  for (const id of missed) {
    const part = document.getElementById(id)
    if (part && mustWait(part)) continue
    missed.delete(id)
    part?.dispatchEvent(new CustomEvent("stale"))
  }
}

document.addEventListener("pointerdown", ({ button }) => {
  clearTimeout(release)
  pressed = button === 0
}, true)

for (const name of ["pointerup", "pointercancel", "dragend"]) {
  document.addEventListener(name, () => {
    clearTimeout(release)
    release = setTimeout(() => {
      pressed = false
      catchUp()
    }, RELEASED_MS)
  }, true)
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, xhr } = event.detail
  if (!isRefresh(event.detail)) return
  if (mustWait(elt)) return yieldTo(event)
  refreshes.set(elt, xhr)
  xhr.addEventListener("loadend", () => refreshes.get(elt) === xhr && refreshes.delete(elt))
})

document.addEventListener("htmx:beforeSend", ({ detail }) => {
  if (!isRefresh(detail)) wait(detail.xhr, detail.elt)
})

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { elt } = event.detail
  if (!isRefresh(event.detail)) return
  refreshes.delete(elt)
  if (mustWait(elt)) yieldTo(event)
})

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  for (const [part, xhr] of refreshes) {
    if (xhr === detail.xhr || !detail.target?.contains(part)) continue
    xhr.onload = xhr.onerror = null
    refreshes.delete(part)
    missed.add(part.id)
  }
})
