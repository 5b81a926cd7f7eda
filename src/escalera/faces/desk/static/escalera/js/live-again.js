// A live part that could not be fetched (the network was away, the server busy) would stay old: it is asked for again, as
// soon as the network is back, or after some seconds. Its hint has been told and will not come a second time.

const AGAIN_MS = 5_000
const owing = new Set()
let timer

function settle() {
  clearTimeout(timer)
  timer = undefined
  const parts = [...owing].map((id) => document.getElementById(id)).filter(Boolean)
  owing.clear()
  if (parts.length) document.body.dispatchEvent(new CustomEvent("resync"))
}

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    const { elt, requestConfig, xhr } = event.detail
    const isLive = requestConfig?.verb === "get" && elt?.id && elt.matches?.("[hx-trigger*='from:body']")
    if (!isLive || (xhr?.status >= 400 && xhr.status < 500)) return
    owing.add(elt.id)
    timer ??= setTimeout(settle, AGAIN_MS)
  })
}
addEventListener("online", () => setTimeout(settle, 300))
