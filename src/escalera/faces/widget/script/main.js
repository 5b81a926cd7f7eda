// Where it begins: the script's own tag says which desk and which channel, `window.Escalera` what the host wants.

import { Speech } from "./speech.js"
import { Store } from "./store.js"
import { Widget } from "./widget.js"
import { Wire, pause } from "./wire.js"

const TRIES = 4
const DEEDS = {
  open: (widget, about) => widget.open(typeof about === "string" ? { text: about } : about ?? {}),
  close: (widget) => widget.close(),
  toggle: (widget) => widget.toggle(),
  show: (widget) => widget.hide(false),
  hide: (widget) => widget.hide(true),
  identify: (widget, identity) => widget.identify(identity),
  shutdown: (widget) => widget.shutdown(),
  page: (widget) => widget.moved(),
}

function begin(tag, ready) {
  const asked = window.Escalera
  const wishes = (typeof asked === "object" ? asked : asked?.settings) ?? {}
  const heard = { open: [], close: [], message: [], unread: [], ready: [] }
  const waiting = [...(asked?.q ?? [])]
  let widget = null

  const api = (name, ...about) => {
    if (name === "on") heard[about[0]]?.push(about[1])
    else if (!DEEDS[name]) console.warn(`Escalera: there is no "${name}".`)
    else if (widget) DEEDS[name](widget, ...about)
    else waiting.push([name, ...about])
  }
  for (const name of Object.keys(heard)) {
    const wish = wishes[`on${name[0].toUpperCase()}${name.slice(1)}`]
    if (typeof wish === "function") heard[name].push(wish)
  }
  window.Escalera = Object.assign(api, { loaded: true })

  const hear = (name, about) => {
    for (const listener of heard[name]) {
      try {
        listener(about)
      } catch (problem) {
        console.error(problem) // the host's own mistake does not stop the chat
      }
    }
  }
  ready.then(() => load(tag, wishes, hear)).then((made) => {
    if (!made) return
    widget = made
    if (wishes.hidden) widget.hide(true)
    waiting.splice(0).forEach(([name, ...about]) => api(name, ...about))
    widget.start()
  })
}

async function load(tag, wishes, hear) {
  const desk = new URL(tag.dataset.desk || tag.src, location.href)
  const channel = tag.dataset.chat
  const wire = new Wire(desk.origin, () => null)
  const language = wishes.language || tag.dataset.language || document.documentElement.lang || navigator.language || ""
  const path = `/chat/${encodeURIComponent(channel)}/settings?language=${encodeURIComponent(language)}`
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      const settings = await wire.call("GET", path)
      const identity = wishes.identity?.id ? wishes.identity : null
      const speech = new Speech(settings.language, settings.words ?? {})
      return new Widget({ desk: desk.origin, channel, settings, speech, store: new Store(channel), identity, nonce: tag.nonce, whole: tag.dataset.open === "page", hear })
    } catch (trouble) {
      if (!trouble.again) {
        console.warn(`Escalera: the chat is not available here. ${trouble.message}`)
        return null
      }
      await new Promise((done) => setTimeout(done, pause(tries + 1, trouble.after_ms)))
    }
  }
  return null
}

const tag = document.currentScript ?? document.querySelector("script[data-chat]")
if (tag?.dataset.chat && !window.Escalera?.loaded) {
  // The host's own page comes first.
  const ready = new Promise((go) => {
    if (document.readyState === "complete") return go()
    addEventListener("load", go, { once: true })
    return setTimeout(go, 3_000)
  })
  begin(tag, ready)
}
