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

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, xhr } = event.detail
  if (!isRefresh(event)) {
    if (elt.closest("#work") && !elt.closest("[data-aside]")) own.add(xhr)
  } else if (own.size) yieldTo(event)
  else refresh = xhr
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

document.addEventListener("htmx:afterRequest", (event) => {
  own.delete(event.detail.xhr)
  if (own.size || !missed) return
  missed = false
  const ticket = document.querySelector("thread-end")?.getAttribute("ticket")
  if (ticket) document.body.dispatchEvent(new CustomEvent(`ticket-${ticket}`))
})
