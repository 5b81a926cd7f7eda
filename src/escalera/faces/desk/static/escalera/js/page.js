// What belongs to no element: sheets of the narrow desk, menus that close, words when a request fails.

// A menu longer than the window shows where one is, also after a full page came.
const here = document.querySelector(".views > .scroll [aria-current='page']")
const menu = here?.closest(".scroll")
if (menu && here.offsetTop + here.offsetHeight > menu.offsetTop + menu.clientHeight) {
  menu.scrollTop = here.offsetTop - menu.offsetTop - menu.clientHeight / 2
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]")
  const desk = document.querySelector(".desk")
  if (opener && desk) {
    if (desk.dataset.sheet === opener.dataset.opens) delete desk.dataset.sheet
    else desk.dataset.sheet = opener.dataset.opens
  }
  if (event.target.closest?.(".veil, .views a, .clocks a") && desk) delete desk.dataset.sheet
  if (event.target.closest?.("[data-close]")) document.getElementById("panel")?.replaceChildren()
  const images = event.target.closest?.("[data-images]")
  if (images) showImages(event, images)
  const chosen = event.target.closest?.(".sheet a") // a panel opens beneath the menu that asked for it
  for (const menu of document.querySelectorAll("details.menu[open]")) if (chosen || !menu.contains(event.target)) menu.open = false
})

// A part whose ticket left says so in the ticket's place; any other 404 of a part means that the page is old.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status !== 404 || !event.detail.xhr.getResponseHeader("HX-Retarget")) return
  event.detail.shouldSwap = true
  event.detail.isError = false
})

// An answer that names its own place may come when that place has left the page; then nobody waits for it. Listened for
// at the element that asked: it may have left too, and what happens to it reaches the document no more.
document.addEventListener("htmx:beforeSend", ({ detail }) => detail.elt.addEventListener("htmx:beforeOnLoad", heedPlace))

function heedPlace(event) {
  const place = event.detail.xhr.getResponseHeader("HX-Retarget")
  if (place?.startsWith("#") && !document.querySelector(place)) event.preventDefault()
}

for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const sign = document.querySelector("[data-failed]")
    if (!sign || event.detail.elt?.closest?.("ticket-presence")) return
    sign.hidden = false
    clearTimeout(sign.timer)
    sign.timer = setTimeout(() => (sign.hidden = true), 6_000)
  })
}

// "Show them": the frame of the mail is loaded again, now with the images of other servers.
function showImages(event, link) {
  const frame = link.closest(".message").querySelector("mail-frame iframe")
  if (!frame) return
  event.preventDefault()
  frame.closest("details")?.setAttribute("open", "")
  frame.src = link.href
  link.parentElement.remove()
}
