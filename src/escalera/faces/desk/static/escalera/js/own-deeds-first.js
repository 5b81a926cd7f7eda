// A live refresh replaces the conversation and what stands around it. While a request of somebody's own is on its way, that
// would take away the button that waits for the answer; and a refresh that is on its way when the answer comes would come to
// nothing. So one's own requests go first: a refresh waits for them, and one that they overtook is asked for again.
// What goes on beside the work (other live parts, a draft that is saved) is marked with data-aside and holds nothing up.

const own = new Set()
let refresh = null
let missed = false

const isRefresh = (event) => event.detail.elt.id === "thread"

function yieldTo(event) {
  missed = true
  event.preventDefault()
}

// The request itself says when it is over: its element may be gone by then, and its events with it.
function wait(xhr) {
  own.add(xhr)
  xhr.addEventListener("loadend", () => {
    own.delete(xhr)
    if (own.size || !missed) return
    missed = false
    document.getElementById("thread")?.dispatchEvent(new CustomEvent("stale"))
  })
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isRefresh(event)) return
  if (own.size) yieldTo(event)
  else refresh = event.detail.xhr
})

document.addEventListener("htmx:beforeSend", (event) => {
  const { elt, xhr } = event.detail
  if (!isRefresh(event) && elt.closest("#work") && !elt.closest("[data-aside]")) wait(xhr)
})

document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!isRefresh(event)) return
  refresh = null
  if (own.size) yieldTo(event)
})

document.addEventListener("htmx:beforeSwap", (event) => {
  const thread = document.getElementById("thread")
  if (!refresh || event.detail.xhr === refresh || !thread || !event.detail.target?.contains(thread)) return
  refresh.onload = refresh.onerror = null
  refresh = null
  missed = true
})
