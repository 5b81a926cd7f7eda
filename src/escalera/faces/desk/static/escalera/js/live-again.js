// A hint is told once, and the part that it was for must not miss it.
// A part that could not be fetched (the network was away, the server busy) would stay old: it is asked for again, as soon as
// the network is back, or after some seconds. And a part that was on its way when it was told again may come with what was
// true before, and takes the second request with it when it is put in its place: it is asked for once more after that.

const AGAIN_MS = 5_000
const LIVE = "[hx-trigger*='from:body']"
const owing = new Set()
let timer

function settle() {
  clearTimeout(timer)
  timer = undefined
  const parts = [...owing].map((id) => document.getElementById(id)).filter(Boolean)
  owing.clear()
  if (parts.length) document.body.dispatchEvent(new CustomEvent("resync"))
}

const onTheirWay = new Map()

document.addEventListener("htmx:beforeSend", ({ detail: { elt, xhr, requestConfig } }) => {
  const { id } = elt
  if (requestConfig.verb !== "get" || !id || !elt.matches(LIVE)) return
  const trip = { topics: new Set(elt.getAttribute("hx-trigger").match(/[^\s,]+(?= from:body)/g)), again: false }
  onTheirWay.set(id, trip)
  xhr.addEventListener("loadend", () => {
    if (onTheirWay.get(id) === trip) onTheirWay.delete(id)
    if (trip.again) document.getElementById(id)?.dispatchEvent(new CustomEvent("stale"))
  })
})

document.addEventListener("told", ({ detail }) => {
  for (const trip of onTheirWay.values()) trip.again ||= trip.topics.has(detail)
})

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    const { elt, requestConfig, xhr } = event.detail
    const isLive = requestConfig?.verb === "get" && elt?.id && elt.matches?.(LIVE)
    if (!isLive || (xhr?.status >= 400 && xhr.status < 500)) return
    owing.add(elt.id)
    timer ??= setTimeout(settle, AGAIN_MS)
  })
}
addEventListener("online", () => setTimeout(settle, 300))
