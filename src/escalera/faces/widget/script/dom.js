// Elements are made by hand: no foreign text ever becomes markup, and no style attribute is written.

const SVG = "http://www.w3.org/2000/svg"

// el("button", { class: "x", "aria-label": "…", onclick: fn }, "text", otherElement, null)
export function el(tag, about = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(about)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value)
    else if (name === "value") made.value = value
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value)
  }
  made.append(...children.filter((child) => child != null && child !== false && child !== ""))
  return made
}

// One stroke-drawn picture; `shapes` are path data.
const SHAPES = {
  close: ["M6 6l12 12M18 6L6 18"],
  down: ["M6 9l6 6 6-6"],
  send: ["M12 19V5M5.5 11.5 12 5l6.5 6.5"],
  clip: ["M20 11.500l-8.2 8.200a5.2 5.2 0 0 1-7.4-7.400l8.6-8.600a3.5 3.5 0 0 1 5 5l-8.6 8.500a1.7 1.7 0 0 1-2.5-2.400l7.7-7.7"],
  file: ["M13.5 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8.500z", "M13.5 3v5.500H19"],
  more: ["M5.5 12h.01M12 12h.01M18.5 12h.01"],
  sound: ["M11 5 6.5 9H3v6h3.500l4.5 4z", "M15 9a4.2 4.2 0 0 1 0 6M17.5 6.500a7.8 7.8 0 0 1 0 11"],
  mute: ["M11 5 6.5 9H3v6h3.500l4.5 4z", "M15.5 9.500l5 5M20.5 9.500l-5 5"],
  fresh: ["M20 12a8 8 0 1 1-2.5-5.800M20 3v4.500h-4.5"],
  end: ["M9 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h3M15.5 16.5 20 12l-4.5-4.500M20 12H9.5"],
  forget: ["M4 7h16M9.5 7V4.500h5V7M6.5 7l.8 12.500h9.400L17.5 7"],
  person: ["M12 11.500a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.400zM4.5 20c.6-3.6 3.7-5.7 7.5-5.700s6.9 2.1 7.5 5.7"],
  mail: ["M4 6h16v12H4zM4.5 6.5 12 13l7.5-6.5"],
  again: ["M4 12a8 8 0 1 0 2.5-5.800M4 3v4.500h4.5"],
}

export function icon(name) {
  const svg = drawn("svg", { viewBox: "0 0 24 24", class: `icon i-${name}`, "aria-hidden": "true" })
  for (const d of SHAPES[name]) svg.append(drawn("path", { d }))
  return svg
}

// The four rising bars. `lit` of them are filled; without it all of them rise in strength, as in the mark.
export function bars(kind, lit) {
  const svg = drawn("svg", { viewBox: "0 0 32 32", class: `bars ${kind}`, "aria-hidden": "true" })
  for (let step = 0; step < 4; step++) {
    const high = 9 + step * 6.3
    const on = lit === undefined || step < lit
    svg.append(
      drawn("rect", { x: 2 + step * 7.5, y: 29 - high, width: 5.5, height: high, rx: 1.6, class: on ? `s${step}` : "off" }),
    )
  }
  return svg
}

// What opens the chat: words in a bubble, with the bars in it.
export function bubble() {
  const svg = drawn("svg", { viewBox: "0 0 32 32", class: "bubble", "aria-hidden": "true" })
  svg.append(
    drawn("path", {
      d: "M7.5 3.500h17A4.5 4.5 0 0 1 29 8v12a4.5 4.5 0 0 1-4.5 4.500H15l-6 5c-.8.6-1.8.100-1.8-.900v-4.100A4.5 4.5 0 0 1 3 20V8a4.5 4.5 0 0 1 4.5-4.500z",
      class: "paper",
    }),
  )
  for (let step = 0; step < 4; step++) {
    const high = 4 + step * 3
    svg.append(drawn("rect", { x: 8.5 + step * 4, y: 20 - high, width: 3, height: high, rx: 1, class: `s${step}` }))
  }
  return svg
}

function drawn(tag, about) {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(about)) made.setAttribute(name, value)
  return made
}

export function wait(ms) {
  return new Promise((done) => setTimeout(done, ms))
}

export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID() // only where the host page is https
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}
