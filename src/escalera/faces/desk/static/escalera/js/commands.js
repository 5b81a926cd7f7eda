// What can be done from the page that is open, how well it fits what was typed, and what was used lately.
// An action is a button of the ticket's head, or whatever carries `data-command` (its words, or "" for those on it).

const RECENT = "escalera.recent-commands"
const ACTIONS = "#head .actions :is(button, a), #head .sheet :is(button, a)"

export function commandsOf({ actions, places, views }) {
  const found = [
    ...collect(ACTIONS, actions, false),
    ...collect("main [data-command]", actions, false),
    ...collect(".rail > a[href]:not(.brand-link), .rail .sheet a[href]", places, true),
    ...collect(".views a[href]", views, true),
    ...collect(".rail [data-command]", places, false),
  ]
  const known = new Set()
  return found.filter((one) => one.label && !known.has(one.group + one.label) && known.add(one.group + one.label))
}

function collect(selector, group, isPlace) {
  return [...document.querySelectorAll(selector)]
    .filter((element) => !element.disabled && !element.closest("dialog, [hidden]"))
    .map((element) => ({ group, label: labelOf(element), element, href: isPlace ? element.href : "" }))
}

function labelOf(element) {
  const words = element.dataset.command || element.getAttribute("aria-label") || element.querySelector("span:not(.steps, .num)")?.textContent || element.textContent
  return words.replace(/\s+/g, " ").trim().slice(0, 80)
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

// 0: does not fit; else the more the better: beginnings of words, then letters that follow each other.
export function fits(words, label) {
  const wanted = plain(words)
  const text = plain(label)
  if (text.startsWith(wanted)) return 4
  if (text.includes(` ${wanted}`)) return 3
  if (text.includes(wanted)) return 2
  let at = -1
  for (const letter of wanted.replace(/\s/g, "")) {
    at = text.indexOf(letter, at + 1)
    if (at < 0) return 0
  }
  return wanted.length > 1 ? wanted.length / text.length : 0
}

export function recent({ recent: group }) {
  try {
    return JSON.parse(localStorage.getItem(RECENT) ?? "[]").map((one) => ({ group, label: String(one.label), href: new URL(one.href, location.origin).href }))
  } catch {
    return []
  }
}

export function remember({ label, href }) {
  const path = new URL(href, location.origin)
  const others = recent({ recent: "" }).filter((one) => one.href !== path.href)
  const kept = [{ label, href: path.pathname + path.search }, ...others.map((one) => ({ label: one.label, href: one.href }))].slice(0, 5)
  localStorage.setItem(RECENT, JSON.stringify(kept))
}
