// What belongs to no element: sheets of the narrow desk, menus that close, words when a request fails.

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]")
  const desk = document.querySelector(".desk")
  if (opener && desk) {
    if (desk.dataset.sheet === opener.dataset.opens) delete desk.dataset.sheet
    else desk.dataset.sheet = opener.dataset.opens
  }
  if (event.target.closest?.(".veil, .views a") && desk) delete desk.dataset.sheet
  if (event.target.closest?.("[data-close]")) document.getElementById("panel")?.replaceChildren()
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false
})

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (event.detail.xhr?.status === 404 && event.detail.requestConfig?.verb === "get") return location.reload()
    const sign = document.querySelector("[data-failed]")
    if (!sign) return
    sign.hidden = false
    clearTimeout(sign.timer)
    sign.timer = setTimeout(() => (sign.hidden = true), 6_000)
  })
}
