// Words with a little form, made safe: whatever comes in, only the elements named here come out, built one by one.

import { el } from "./dom.js"

const SAFE = /^(https?:|mailto:|tel:)/i
const KEPT = new Set(["b", "strong", "i", "em", "u", "s", "code", "pre", "p", "br", "ul", "ol", "li", "blockquote"])
const HEADS = /^h[1-6]$/
const DROPPED = new Set(["script", "style", "template", "iframe", "object", "embed", "svg", "math", "head", "title", "noscript"])
const DEEP = 12
const PIECES =
  /\*\*([^*\n]{1,300})\*\*|\[([^\]\n]{1,200})\]\((https?:\/\/[^\s()<>"]{1,1500})\)|(https?:\/\/[^\s<>"']{1,1500})|([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,5})/gi

// Plain words, as lines, bold, links and lists. `bare`: only links and line breaks (what the visitor wrote).
export function spoken(text, bare = false) {
  const all = document.createDocumentFragment()
  let list = null
  let lines = []
  const flush = () => {
    if (lines.length) all.append(el("p", {}, ...joined(lines, bare)))
    lines = []
  }
  for (const line of String(text).split(/\r?\n/)) {
    const item = bare ? null : /^\s{0,3}(?:([-*•])|(\d{1,3})[.)])\s+(.*)$/.exec(line)
    if (item) {
      flush()
      const tag = item[1] ? "ul" : "ol"
      if (list?.localName !== tag) {
        list = el(tag, tag === "ol" ? { start: item[2] } : {})
        all.append(list)
      }
      list.append(el("li", {}, ...pieces(item[3], bare)))
    } else {
      list = null
      if (line.trim()) lines.push(line)
      else flush()
    }
  }
  flush()
  return all
}

function joined(lines, bare) {
  return lines.flatMap((line, at) => [...(at ? [el("br")] : []), ...pieces(line, bare)])
}

function pieces(line, bare) {
  const out = []
  let at = 0
  for (const found of line.matchAll(PIECES)) {
    const [whole, bold, label, labelled, url, mail] = found
    if (bare && (bold || label)) continue
    out.push(line.slice(at, found.index))
    at = found.index + whole.length
    if (bold) out.push(el("strong", {}, bold))
    else if (label) out.push(link(labelled, label))
    else if (mail) out.push(link(`mailto:${mail}`, mail))
    else {
      const clean = url.replace(/[.,;:!?)\]*]+$/, "")
      out.push(link(clean, clean))
      at -= url.length - clean.length
    }
  }
  out.push(line.slice(at))
  return out
}

export function link(url, ...words) {
  let address
  try {
    address = new URL(url, location.href)
  } catch {
    return el("span", {}, ...words)
  }
  if (!SAFE.test(address.protocol)) return el("span", {}, ...words)
  return el("a", { href: address.href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...words)
}

// Markup from the desk, cleaned again here; null where this page forbids reading any (the plain words are shown then).
export function formed(html) {
  try {
    const read = new DOMParser().parseFromString(html, "text/html")
    const all = document.createDocumentFragment()
    copy(read.body, all, 0)
    return all.textContent.trim() ? all : null
  } catch {
    return null
  }
}

function copy(from, into, deep) {
  for (const node of from.childNodes) {
    if (node.nodeType === 3) into.append(node.nodeValue)
    else if (node.nodeType === 1 && !DROPPED.has(node.localName)) {
      const made = deep < DEEP ? copied(node) : null
      if (made) into.append(made)
      copy(node, made ?? into, deep + 1)
    }
  }
}

function copied(node) {
  if (node.localName === "a") return link(node.getAttribute("href") ?? "")
  if (KEPT.has(node.localName)) return el(node.localName)
  if (HEADS.test(node.localName)) return el("p", { class: "head" })
  return node.localName === "div" ? el("p") : null
}
