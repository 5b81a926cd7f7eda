// One message as it is seen.

import { bars, el, icon } from "./dom.js"
import { formed, link, spoken } from "./rich.js"

const NEAR_MS = 5 * 60_000
const FAR_SIDE = new Set(["agent", "assistant"])

// May this one stand under the other's name?
export function follows(message, before) {
  if (!before || before.from !== message.from || before.name !== message.name) return false
  return new Date(message.at) - new Date(before.at) < NEAR_MS && new Date(message.at).getDate() === new Date(before.at).getDate()
}

// deeds: { press(text), jump(id), again(key), discard(key) }; about: { follows, last, mark }
export function drawMessage(message, about, speech, desk, deeds) {
  if (message.from === "system") return el("li", { class: "system" }, el("span", {}, message.text))
  const mine = message.from === "visitor"
  const row = el("li", { class: `message ${mine ? "mine" : "theirs"} ${message.from}${about.follows ? " follows" : ""}` })
  if (!mine) row.append(about.follows ? el("span", { class: "face none" }) : face(message, desk))
  const stack = el("div", { class: "stack" })
  stack.append(head(message, about, speech))
  if (message.answers) stack.append(quoted(message.answers, speech, deeds))
  if (message.taken_back) stack.append(el("div", { class: "words gone" }, speech.say("taken_back")))
  else stack.append(...said(message, mine), ...(message.files ?? []).map((file) => attached(file, desk, speech)))
  stack.append(...under(message, about, speech, deeds))
  row.append(stack)
  return row
}

export function face({ from, name, avatar }, desk) {
  if (avatar) return el("img", { class: "face", src: new URL(avatar, desk).href, alt: "", loading: "lazy", referrerpolicy: "no-referrer" })
  if (from === "assistant") return el("span", { class: "face robot" }, bars("small"))
  return el("span", { class: "face", "aria-hidden": "true" }, initials(name))
}

function initials(name) {
  const words = String(name ?? "").trim().split(/\s+/)
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "").join("").toUpperCase() || "·"
}

function head(message, about, speech) {
  const name = message.from === "visitor" ? speech.say("you") : message.name || speech.say(message.from === "agent" ? "team" : "assistant")
  const time = el("time", { datetime: message.at }, speech.clock(message.at))
  return el("div", { class: `head${about.follows || message.from === "visitor" ? " heard" : ""}` }, el("b", {}, name), " ", time)
}

function said(message, mine) {
  if (!message.text && !message.html) return []
  const shape = (!mine && message.html && formed(message.html)) || spoken(message.text ?? "", mine)
  return [el("div", { class: "words", dir: "auto" }, shape)]
}

function quoted({ id, text }, speech, deeds) {
  const words = String(text ?? "").slice(0, 140)
  return el("button", { class: "quote", type: "button", onclick: () => deeds.jump(id) }, el("span", { class: "heard" }, speech.say("in_answer"), " "), words)
}

function attached(file, desk, speech) {
  const url = new URL(file.url, desk).href
  const about = [file.name, speech.size(file.size)].join(", ")
  if (/^image\/(png|jpe?g|gif|webp|avif)$/i.test(file.type)) {
    const picture = link(url, el("img", { src: url, alt: file.name, loading: "lazy", referrerpolicy: "no-referrer" }))
    picture.className = "picture"
    picture.setAttribute("aria-label", about)
    return picture
  }
  const chip = link(url, icon("file"), el("span", { class: "name" }, file.name), el("small", {}, speech.size(file.size)))
  chip.className = "file"
  return chip
}

function under(message, about, speech, deeds) {
  const out = []
  const reactions = Object.entries(message.reactions ?? {})
  if (reactions.length) out.push(el("div", { class: "reactions" }, ...reactions.map(([sign, n]) => el("span", {}, n > 1 ? `${sign} ${n}` : sign))))
  if (message.edited && !message.taken_back) out.push(el("small", { class: "note" }, speech.say("edited")))
  if (about.last && FAR_SIDE.has(message.from) && message.buttons?.length) out.push(choices(message.buttons, deeds))
  if (about.mark) out.push(el("small", { class: "note state" }, speech.say(about.mark)))
  return out
}

function choices(buttons, deeds) {
  const drawn = buttons.map((button) => {
    const text = typeof button === "string" ? button : button.text
    if (button.url) {
      const out = link(button.url, text)
      out.className = "choice"
      return out
    }
    return el("button", { class: "choice", type: "button", onclick: () => deeds.press(text) }, text)
  })
  return el("div", { class: "choices" }, ...drawn)
}

// What is still on its way: the words or the file, how far it is, and what can be done if it was refused.
export function drawWaiting(item, state, speech, deeds) {
  const row = el("li", { class: `message mine waiting${item.failed ? " failed" : ""}` })
  const stack = el("div", { class: "stack" }, el("div", { class: "head heard" }, el("b", {}, speech.say("you"))))
  if (item.file) stack.append(uploading(item, speech))
  else stack.append(el("div", { class: "words", dir: "auto" }, spoken(item.text, true)))
  if (item.failed) {
    const why = item.failed === true ? speech.say("failed") : item.failed
    stack.append(
      el("p", { class: "note bad" }, why),
      el("div", { class: "mend" },
        el("button", { type: "button", onclick: () => deeds.again(item.key) }, speech.say("try_again")),
        el("button", { type: "button", onclick: () => deeds.discard(item.key) }, speech.say("discard")),
      ),
    )
  } else if (state) stack.append(el("small", { class: "note" }, speech.say(state)))
  if (item.file && !item.failed) stack.append(el("div", { class: "mend" }, el("button", { type: "button", onclick: () => deeds.discard(item.key) }, speech.say("cancel"))))
  row.append(stack)
  return row
}

function uploading(item, speech) {
  const share = Math.round((item.progress ?? 0) * 100)
  const chip = el("div", { class: "file" }, icon("file"), el("span", { class: "name" }, item.name), el("small", {}, speech.size(item.size)))
  if (item.failed) return chip
  const bar = el("progress", { max: 100, "aria-label": speech.say("sending") })
  bar.value = share
  return el("div", {}, thumbnail(item) ?? chip, bar)
}

// A small picture of the picture, painted: the host's policy may forbid blob addresses.
function thumbnail(item) {
  if (!item.type?.startsWith("image/") || !window.createImageBitmap) return null
  if (!item.small) {
    item.small = el("canvas", { class: "thumb", role: "img", "aria-label": item.name, width: 200, height: 130 })
    createImageBitmap(item.file).then((picture) => paint(item.small, picture)).catch(() => {})
  }
  return item.small
}

function paint(canvas, picture) {
  const scale = Math.min(1, 220 / picture.width, 180 / picture.height)
  canvas.width = picture.width * scale
  canvas.height = picture.height * scale
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
}
