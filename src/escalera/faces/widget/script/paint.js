// One brand colour in, readable pairs out: whatever colour is chosen, words on it and in it keep a contrast of 4.5.

const LIGHT = { ground: "#f6f4f0", raised: "#ffffff", ink: "#1c2231" }
const DARK = { ground: "#14171d", raised: "#22262e", ink: "#e8eaf0" }
const READABLE = 4.5

export function tones(color, dark) {
  const brand = parsed(color) ?? [52, 81, 163]
  const ground = parsed((dark ? DARK : LIGHT).raised)
  const far = dark ? [255, 255, 255] : [0, 0, 0]
  const soft = mixed(brand, ground, dark ? 0.8 : 0.9)
  let accent = brand
  for (let step = 0; step < 20 && Math.min(contrast(accent, ground), contrast(accent, soft)) < READABLE; step++) {
    accent = mixed(brand, far, 0.05 * (step + 1))
  }
  return {
    "--brand": hex(brand),
    "--on-brand": contrast(brand, [255, 255, 255]) >= READABLE ? "#ffffff" : on(brand),
    "--accent": hex(accent),
    "--on-accent": on(accent),
    "--soft": hex(soft),
  }
}

function on(color) {
  const [white, ink] = [[255, 255, 255], [16, 19, 27]]
  return hex(contrast(color, white) >= contrast(color, ink) ? white : ink)
}

function parsed(color) {
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(color ?? "")
  const long = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(color ?? "")
  if (short) return short.slice(1).map((digit) => parseInt(digit + digit, 16))
  return long ? long.slice(1).map((pair) => parseInt(pair, 16)) : null
}

function hex(color) {
  return "#" + color.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")
}

function mixed(one, other, share) {
  return one.map((part, at) => part + (other[at] - part) * share)
}

function contrast(one, other) {
  const [high, low] = [shine(one), shine(other)].sort((a, b) => b - a)
  return (high + 0.05) / (low + 0.05)
}

function shine(color) {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
