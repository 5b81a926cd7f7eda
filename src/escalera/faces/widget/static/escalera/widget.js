// The chat of an Escalera desk.
;(() => {
"use strict"
const STYLE = ":host{all: initial !important;position: fixed !important;inset: auto 0 0 auto !important;width: 0 !important;height: 0 !important;z-index: 2147483000 !important;display: block !important;overflow: visible !important}:host([hidden]){display: none !important}*,::before,::after{box-sizing: border-box}[hidden]{display: none !important}h2,h3,p,ul,ol{margin: 0;padding: 0}button,input,textarea,select{font: inherit;color: inherit;margin: 0;letter-spacing: inherit}button{background: none;border: 0;padding: 0;cursor: pointer;text-align: inherit;-webkit-tap-highlight-color: transparent;touch-action: manipulation}button:disabled{opacity: .55;cursor: default}a{color: var(--accent);text-underline-offset: 2px}svg,img,canvas{display: block}.root{--ground: #f6f4f0;--raised: #fff;--line: #e3e0da;--edge: #8b8f99;--ink: #1c2231;--ink-2: #4b5160;--ink-3: #5f6573;--bad: #b3202a;--ok: #17805a;--veil: rgb(20 25 50 / .06);--deep: 0 1px 2px rgb(20 25 50 / .08),0 18px 56px rgb(20 25 50 / .22);--sans: Inter,system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",sans-serif;font: 400 14.5px/1.5 var(--sans);color: var(--ink);color-scheme: light;-webkit-font-smoothing: antialiased;text-align: start;-webkit-text-size-adjust: 100%;text-size-adjust: 100%}.root[data-theme=\"dark\"]{--ground: #14171d;--raised: #22262e;--line: #343942;--edge: #7b818d;--ink: #e8eaf0;--ink-2: #b7bcc7;--ink-3: #a0a6b2;--bad: #ff8f88;--ok: #5fd0a0;--veil: rgb(255 255 255 / .07);--deep: 0 1px 2px rgb(0 0 0 / .4),0 18px 56px rgb(0 0 0 / .6);color-scheme: dark}:focus-visible{outline: 2px solid var(--accent);outline-offset: 2px}:focus:not(:focus-visible){outline: none}.heard{position: absolute !important;width: 1px;height: 1px;overflow: hidden;clip-path: inset(50%);white-space: nowrap}.icon{width: 20px;height: 20px;flex: none;fill: none;stroke: currentColor;stroke-width: 1.8;stroke-linecap: round;stroke-linejoin: round}.soft{color: var(--ink-2)}b,strong,h3{font-weight: 620}.bars{width: 26px;height: 26px;flex: none;fill: currentColor}.bars .s0{opacity: .35}.bars .s1{opacity: .55}.bars .s2{opacity: .78}.bars .off{opacity: .14}.bars.small{width: 17px;height: 17px}.stairs .s0,.stairs .s1,.stairs .s2{opacity: 1}.launcher{position: fixed;right: max(20px,env(safe-area-inset-right));bottom: max(20px,env(safe-area-inset-bottom));width: 60px;height: 60px;border-radius: 50%;background: var(--brand);color: var(--on-brand);display: grid;place-items: center;box-shadow: 0 1px 3px rgb(20 25 50 / .2),0 8px 26px rgb(20 25 50 / .26);transition: transform .15s ease,box-shadow .15s ease}.launcher:hover{transform: translateY(-2px)}.launcher:active{transform: scale(.96)}.launcher:focus-visible{outline: 3px solid var(--accent);outline-offset: 3px;box-shadow: 0 0 0 3px var(--raised)}.turn{display: grid;place-items: center}.turn > *{grid-area: 1 / 1;transition: opacity .15s ease,transform .15s ease}.turn .icon{width: 28px;height: 28px;stroke-width: 2.2;opacity: 0;transform: rotate(-60deg)}.open .turn .icon{opacity: 1;transform: none}.open .turn .bubble{opacity: 0;transform: scale(.6)}.bubble{width: 34px;height: 34px}.bubble .paper{fill: var(--on-brand)}.bubble rect{fill: var(--brand)}.bubble .s0{opacity: .5}.bubble .s1{opacity: .68}.bubble .s2{opacity: .85}.badge{position: absolute;top: -3px;right: -3px;min-width: 22px;height: 22px;padding: 0 6px;border-radius: 11px;background: #b3202a;color: #fff;font: 640 12px/18px var(--sans);text-align: center;border: 2px solid var(--raised);font-variant-numeric: tabular-nums}.teaser{position: fixed;right: max(20px,env(safe-area-inset-right));bottom: calc(max(20px,env(safe-area-inset-bottom)) + 74px);max-width: min(310px,calc(100vw - 40px));display: flex;gap: 10px;align-items: flex-start;padding: 13px 6px 13px 14px;background: var(--raised);border: 1px solid var(--line);border-radius: 16px 16px 5px 16px;box-shadow: var(--deep);animation: rise .18s ease-out;color: var(--accent)}.teaser .bars{margin-top: 2px}.teaser .say{color: var(--ink);min-width: 0;min-height: 44px}.teaser .say b{display: block;font-size: 13px}.teaser .say span{display: -webkit-box;-webkit-box-orient: vertical;-webkit-line-clamp: 4;overflow: hidden;overflow-wrap: anywhere;white-space: pre-line}.away{width: 44px;height: 44px;margin: -11px -4px 0 0;display: grid;place-items: center;color: var(--ink-3);flex: none;border-radius: 50%}.away .icon{width: 16px;height: 16px}.away:hover{color: var(--ink)}.panel{position: fixed;right: max(20px,env(safe-area-inset-right));bottom: calc(max(20px,env(safe-area-inset-bottom)) + 74px);width: min(392px,calc(100vw - 40px));height: min(680px,calc(100vh - 114px));min-height: min(280px,calc(100vh - 24px));display: flex;flex-direction: column;overflow: hidden;background: var(--ground);border: 1px solid var(--line);border-radius: 18px;box-shadow: var(--deep);animation: rise .16s ease-out;overscroll-behavior: contain}.panel:focus{outline: none}.left .launcher,.left .teaser,.left .panel{right: auto;left: max(20px,env(safe-area-inset-left))}.left .teaser{border-radius: 16px 16px 16px 5px}@keyframes rise{from{opacity: 0;transform: translateY(10px)}}.top{position: relative;z-index: 2;display: flex;align-items: center;gap: 11px;padding: 13px 8px 13px 16px;min-height: 72px;flex: none;background: var(--brand);color: var(--on-brand)}.top :focus-visible{outline-color: currentColor;outline-offset: -3px}.rise{position: absolute;right: 74px;bottom: -1px;width: 92px;height: 62px;opacity: .13;pointer-events: none}.sign{flex: none}.sign > .bars{padding: 8px;width: 40px;height: 40px;border-radius: 12px;background: var(--on-brand);color: var(--brand)}.sign > img{width: 40px;height: 40px;border-radius: 12px;object-fit: cover;background: var(--on-brand)}.sign .face{width: 40px;height: 40px;font-size: 14px;background: var(--on-brand);color: var(--brand)}.sign img.face{border-radius: 50%}.names{min-width: 0;flex: 1}h2{font-size: 16px;line-height: 1.3;font-weight: 640;letter-spacing: -.01em;overflow: hidden;text-overflow: ellipsis;white-space: nowrap}.status{font-size: 13px;line-height: 1.35;overflow: hidden;text-overflow: ellipsis;white-space: nowrap}.status::before{content: \"\";display: inline-block;width: 8px;height: 8px;margin-inline-end: 7px;border-radius: 50%;border: 1.5px solid currentColor}.status.on::before{background: currentColor}.tool{width: 44px;height: 44px;display: grid;place-items: center;border-radius: 12px;flex: none;transition: background .12s ease}.top .tool{margin: 0 -3px}.top .icon{stroke-width: 2}.top .i-more{stroke-width: 3.4}.top .tool:hover{background: rgb(127 127 127 / .22)}.menu{position: absolute;z-index: 3;top: calc(100% - 6px);right: 12px;min-width: 220px;max-width: calc(100% - 24px);padding: 6px;background: var(--raised);color: var(--ink);border: 1px solid var(--line);border-radius: 12px;box-shadow: var(--deep)}.menu button{display: flex;align-items: center;gap: 10px;width: 100%;min-height: 44px;padding: 4px 12px;border-radius: 8px}.menu button:hover{background: var(--veil)}.menu .icon{color: var(--ink-3);width: 18px;height: 18px}.menu p{padding: 8px 12px}.scroll{position: relative;flex: 1;min-height: 0;display: flex}.log{flex: 1;min-width: 0;overflow: hidden auto;overscroll-behavior: contain;padding: 18px 16px 14px;scrollbar-width: thin;display: flex;flex-direction: column}.log:focus-visible{outline-offset: -3px;border-radius: 4px}.log > *{flex: none}.before{padding: 6px 2px 18px}.before > .bars{width: 34px;height: 34px;color: var(--accent);margin-bottom: 12px}.log:has(.form) .before > .bars{display: none}.welcome{font-size: 21px;line-height: 1.25;font-weight: 640;letter-spacing: -.018em;overflow-wrap: anywhere}.greeting{color: var(--ink-2);margin-top: 6px;font-size: 15px}.list{list-style: none}.pill{display: inline-flex;align-items: center;justify-content: center;gap: 6px;min-height: 44px;padding: 0 16px;border-radius: 22px;background: var(--raised);border: 1px solid var(--line);color: var(--accent);font-weight: 560;font-size: 13px}.earlier{align-self: center;margin-bottom: 12px}.newest{position: absolute;bottom: 10px;left: 50%;transform: translateX(-50%);box-shadow: var(--deep);white-space: nowrap}.newest .icon{width: 16px;height: 16px}.day,.system{text-align: center;color: var(--ink-3);font-size: 12.5px;margin: 14px 0;overflow-wrap: anywhere}.day{display: flex;align-items: center;gap: 10px}.day::before,.day::after{content: \"\";flex: 1;height: 1px;background: var(--line)}.day:first-child{margin-top: 0}.day span::first-letter{text-transform: uppercase}.message{display: flex;gap: 9px;align-items: flex-start;margin-top: 14px}.message.follows{margin-top: 4px}.message.new{animation: rise .15s ease-out}.mine{justify-content: flex-end}.stack{max-width: min(84%,560px);min-width: 0;display: flex;flex-direction: column;align-items: flex-start;gap: 4px}.mine .stack{align-items: flex-end}.face{width: 30px;height: 30px;border-radius: 50%;flex: none;display: grid;place-items: center;background: var(--soft);color: var(--accent);font-size: 11px;font-weight: 660;object-fit: cover}.face.none{visibility: hidden;height: 0}.face.robot{border-radius: 10px}.head{font-size: 12.5px;color: var(--ink-3);line-height: 1.4;padding: 0 2px}.head b{color: var(--ink-2)}.words{background: var(--raised);border: 1px solid var(--line);border-radius: 4px 15px 15px 15px;padding: 9px 13px;overflow-wrap: anywhere;max-width: 100%}.follows .words{border-radius: 15px}.mine .words{background: var(--brand);color: var(--on-brand);border-color: transparent;border-radius: 15px 15px 4px 15px}.mine .words a{color: inherit}.mine :focus-visible{outline-color: var(--ink)}.words p + p,.words ul,.words ol,.words * + p{margin-top: 7px}.words ul,.words ol{padding-inline-start: 20px}.words > :first-child{margin-top: 0}.words ul{list-style: disc}.words ol{list-style: decimal}.words li + li{margin-top: 3px}.words code{font: .92em ui-monospace,Menlo,monospace;background: var(--veil);padding: 1px 4px;border-radius: 4px}.words pre{margin: 7px 0 0;overflow: auto}.words blockquote{margin: 7px 0 0;padding-inline-start: 10px;border-inline-start: 3px solid var(--line);color: var(--ink-2)}.words .head{color: inherit;font-weight: 620;font-size: inherit;padding: 0}.words.gone{background: none;border-style: dashed;border-color: var(--line);color: var(--ink-3);font-style: italic}.waiting .words,.waiting .file{opacity: .82}.failed .words{background: none;color: var(--ink);border: 1px solid var(--bad);opacity: 1}.note{font-size: 12px;color: var(--ink-3);padding: 0 3px}.bad,.error,.problem{color: var(--bad)}.mend{display: flex;gap: 4px}.mend button{min-height: 36px;padding: 0 10px;color: var(--accent);font-weight: 560;font-size: 13px;border-radius: 8px}.quote{font-size: 12.5px;color: var(--ink-2);border-inline-start: 3px solid var(--accent);padding: 3px 9px;max-width: 100%;overflow: hidden;text-overflow: ellipsis;white-space: nowrap;min-height: 28px}.file{display: flex;align-items: center;gap: 9px;min-height: 44px;max-width: 100%;padding: 6px 13px;background: var(--raised);border: 1px solid var(--line);border-radius: 12px;color: var(--ink);text-decoration: none}.file:hover{border-color: var(--edge)}.file .icon{color: var(--accent)}.file .name{overflow: hidden;text-overflow: ellipsis;white-space: nowrap;min-width: 0}.file small{color: var(--ink-3);white-space: nowrap}.picture{border-radius: 14px;overflow: hidden;border: 1px solid var(--line);max-width: min(240px,100%);background: var(--veil)}.picture img{max-width: 100%;max-height: 260px;min-width: 60px;min-height: 44px;object-fit: cover}.thumb{border-radius: 14px;max-width: 100%;opacity: .75}progress{width: 100%;height: 4px;margin-top: 6px;display: block;border: 0;border-radius: 2px;overflow: hidden;appearance: none;background: var(--line)}progress::-webkit-progress-bar{background: var(--line)}progress::-webkit-progress-value{background: var(--accent);transition: width .12s linear}progress::-moz-progress-bar{background: var(--accent)}.reactions{display: flex;gap: 4px;margin-top: -2px}.reactions span{background: var(--raised);border: 1px solid var(--line);border-radius: 12px;padding: 1px 8px;font-size: 13px}.choices{display: flex;flex-wrap: wrap;gap: 8px;margin-top: 5px}.choice{min-height: 44px;padding: 9px 15px;border-radius: 22px;border: 1.5px solid var(--accent);color: var(--accent);background: var(--raised);font-weight: 560;text-decoration: none;line-height: 1.35;transition: background .12s ease}.choice:hover{background: var(--soft)}.typing{display: flex;align-items: center;gap: 9px;margin-top: 14px;color: var(--ink-3);font-size: 13px}.climb{width: 17px;height: 17px}.climb rect{transform-origin: 50% 100%;transform-box: fill-box;animation: climb 1.2s ease-in-out infinite}.climb .s1{animation-delay: .12s}.climb .s2{animation-delay: .24s}.climb .s3{animation-delay: .36s}@keyframes climb{0%,55%,100%{transform: scaleY(.45)}25%{transform: none}}.card{background: var(--raised);border: 1px solid var(--line);border-radius: 14px;padding: 16px;margin-top: 14px}.card.queue,.card.done{display: flex;gap: 14px;align-items: center}.card.queue{color: var(--accent)}.card.queue > div,.card.done > div{color: var(--ink);min-width: 0}.card .bars{width: 34px;height: 34px}.card.done > .icon{width: 26px;height: 26px;color: var(--accent)}.card a{display: inline-block;padding: 10px 0}.card.ended{text-align: center}.card.ended .primary{margin-top: 12px}.card h3{font-size: 15.5px;letter-spacing: -.01em}.form > * + *{margin-top: 14px}.form h3 + p{margin-top: 4px}.row{display: grid;gap: 5px}label{font-weight: 560;font-size: 13.5px}label small{font-weight: 400;color: var(--ink-3)}.row input,.row textarea,.row select{width: 100%;min-height: 44px;padding: 9px 12px;border: 1px solid var(--edge);border-radius: 10px;background: var(--raised);font-size: 15px;line-height: 1.4}.row textarea{resize: vertical;min-height: 96px;display: block}.row :focus-visible{outline-offset: -1px;border-color: var(--accent)}.row [aria-invalid]{border-color: var(--bad)}.error{font-size: 13px}.error:empty{display: none}.deeds{display: flex;gap: 6px;flex-wrap: wrap}.primary{min-height: 44px;padding: 0 20px;border-radius: 11px;background: var(--brand);color: var(--on-brand);font-weight: 600}.primary:hover:not(:disabled){filter: brightness(1.07)}.quiet{min-height: 44px;padding: 0 14px;border-radius: 11px;color: var(--ink-2);font-weight: 560}.quiet:hover{background: var(--veil)}.foot{flex: none;padding: 0 12px 12px;background: var(--ground)}.problem{font-size: 13px;padding: 4px 4px 8px;overflow-wrap: anywhere}.problem:empty{display: none}.person{display: flex;align-items: center;gap: 8px;min-height: 44px;padding: 0 12px;margin: 0 0 2px;border-radius: 11px;color: var(--accent);font-weight: 560;font-size: 13.5px}.person:hover{background: var(--soft)}.person .icon{width: 18px;height: 18px}.composer{position: relative;display: flex;align-items: flex-end;gap: 2px;background: var(--raised);border: 1px solid var(--edge);border-radius: 16px;padding: 3px;transition: border-color .12s ease,box-shadow .12s ease}.composer:focus-within{border-color: var(--accent);box-shadow: 0 0 0 1px var(--accent)}.composer textarea{flex: 1;min-width: 0;height: 44px;min-height: 44px;max-height: 132px;resize: none;border: 0;background: none;padding: 11px 6px 11px 4px;font-size: 15px;line-height: 22px;outline: none;scrollbar-width: thin}.composer textarea:first-child{padding-inline-start: 12px}textarea::placeholder{color: var(--ink-3);opacity: 1}.composer .tool{color: var(--ink-3)}.composer .tool:hover{color: var(--ink);background: var(--veil)}.send{width: 44px;height: 44px;border-radius: 13px;display: grid;place-items: center;color: var(--ink-3);flex: none;transition: background .12s ease,color .12s ease}.send .icon{stroke-width: 2.1}.ready .send{background: var(--brand);color: var(--on-brand)}.composer .left{position: absolute;right: 8px;bottom: calc(100% + 3px);font-size: 12px;color: var(--ink-2);background: var(--ground);padding: 1px 6px;border-radius: 6px}.composer .left:empty{display: none}.drop{position: absolute;inset: 0;z-index: 4;display: none;place-items: center;background: var(--ground);opacity: .96;color: var(--accent);font-weight: 600;pointer-events: none}.drop.on{display: grid}.drop span{display: flex;gap: 10px;align-items: center;padding: 26px;border: 2px dashed var(--accent);border-radius: 16px}.full .launcher,.full .teaser{display: none}.full .panel{inset: 0;top: var(--view-top,0);width: auto;height: var(--view-height,100dvh);min-height: 0;border: 0;border-radius: 0;box-shadow: none}.full .top{padding-top: calc(10px + env(safe-area-inset-top));padding-left: calc(16px + env(safe-area-inset-left))}.full .log{padding-left: calc(16px + env(safe-area-inset-left));padding-right: calc(16px + env(safe-area-inset-right))}.full .foot{padding-bottom: calc(10px + env(safe-area-inset-bottom))}.full.keyboard .foot{padding-bottom: 8px}.full.keyboard .person{display: none}.full textarea,.full input,.full select,.full .row input,.full .row textarea,.full .row select,.full .composer textarea{font-size: 16px}@media (pointer: coarse){.row input,.row textarea,.row select,.composer textarea{font-size: 16px}.mend button{min-height: 44px}}@media (max-height: 560px){.panel{height: calc(100vh - 24px);bottom: 12px}.open .launcher{display: none}.top{min-height: 60px;padding-block: 8px}}.whole .launcher,.whole .teaser,.whole .shut{display: none}.whole .panel{inset: 0;width: auto;height: auto;border: 0;border-radius: 0;box-shadow: none;animation: none}.whole .log > *,.whole .foot > *{width: 100%;max-width: 720px;margin-inline: auto}.whole .person{width: auto}@media (prefers-reduced-motion: reduce){*,::before,::after{animation: none !important;transition: none !important;scroll-behavior: auto !important}}@media print{:host{display: none !important}}@media (forced-colors: active){.launcher,.primary,.send,.words,.badge{border: 1px solid ButtonText}.bars{fill: CanvasText}}"
const { Speech } = (() => {
const RIGHT_TO_LEFT = /^(ar|he|fa|ur)\b/
class Speech {
constructor(language, words) {
this.language = language
this.words = words
}
say(key, about = {}) {
return (this.words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => about[name] ?? whole)
}
get direction() {
return RIGHT_TO_LEFT.test(this.language) ? "rtl" : "ltr"
}
moment(at, options) {
const date = new Date(at)
if (Number.isNaN(date.getTime())) return ""
try {
return new Intl.DateTimeFormat(this.language, options).format(date)
} catch {
return date.toLocaleString()
}
}
clock(at) {
return this.moment(at, { hour: "numeric", minute: "2-digit" })
}
day(at) {
const days = Math.round((midnight(new Date()) - midnight(new Date(at))) / 86_400_000)
if (days === 0) return this.say("today")
if (days === 1) return this.say("yesterday")
return this.moment(at, { weekday: "long", day: "numeric", month: "long" })
}
back(at) {
const same = midnight(new Date()) - midnight(new Date(at)) === 0
return this.moment(at, { hour: "numeric", minute: "2-digit", ...(same ? {} : { weekday: "long", day: "numeric" }) })
}
span(seconds) {
if (seconds < 50) return this.say("under_minute")
const minutes = Math.max(1, Math.round(seconds / 60))
if (minutes < 60) return this.say("minutes", { n: minutes })
return this.say("hours", { n: Math.round(minutes / 6) / 10 })
}
size(bytes) {
const [scaled, unit] = bytes >= 1e6 ? [bytes / 1e6, "MB"] : [Math.max(1, bytes / 1e3), "kB"]
return `${new Intl.NumberFormat(this.language, { maximumFractionDigits: scaled < 10 && unit === "MB" ? 1 : 0 }).format(scaled)} ${unit}`
}
}
function midnight(date) {
return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
return { Speech }
})()
const { Store } = (() => {
class Store {
constructor(channel) {
this.prefix = `escalera:${channel}:`
this.spare = new Map()
addEventListener("storage", (event) => {
if (event.storageArea !== kept("localStorage") || !event.key?.startsWith(this.prefix)) return
this.hear?.(event.key.slice(this.prefix.length), read(event.newValue))
})
}
get(name, where = "localStorage") {
try {
return read(kept(where).getItem(this.prefix + name)) ?? this.spare.get(name) ?? null
} catch {
return this.spare.get(name) ?? null
}
}
set(name, value, where = "localStorage") {
try {
kept(where).setItem(this.prefix + name, JSON.stringify(value))
this.spare.delete(name)
} catch {
this.spare.set(name, value)
}
}
drop(name, where = "localStorage") {
this.spare.delete(name)
try {
kept(where).removeItem(this.prefix + name)
} catch {} // it was in memory only
}
names(beginning) {
const found = new Set([...this.spare.keys()])
try {
for (const key of Object.keys(kept("localStorage"))) {
if (key.startsWith(this.prefix)) found.add(key.slice(this.prefix.length))
}
} catch {} // only what is in memory
return [...found].filter((name) => name.startsWith(beginning))
}
}
function kept(where) {
return window[where]
}
function read(text) {
try {
return JSON.parse(text)
} catch {
return null
}
}
return { Store }
})()
const { Attention } = (() => {
class Attention {
constructor(store, wanted) {
Object.assign(this, { store, wanted, mark: "" })
}
get muted() {
return !this.wanted || Boolean(this.store.get("muted"))
}
mute(on) {
this.store.set("muted", on)
if (!on) this.beep()
}
beep() {
if (this.muted || navigator.userActivation?.hasBeenActive === false) return
try {
this.air ??= new AudioContext()
if (this.air.state === "suspended") this.air.resume().catch(() => {})
const now = this.air.currentTime
;[587, 880].forEach((pitch, at) => this.tone(pitch, now + at * 0.11))
} catch {} // no sound here
}
tone(pitch, at) {
const [voice, volume] = [this.air.createOscillator(), this.air.createGain()]
voice.type = "sine"
voice.frequency.value = pitch
volume.gain.setValueAtTime(0, at)
volume.gain.linearRampToValueAtTime(0.07, at + 0.015)
volume.gain.exponentialRampToValueAtTime(0.0005, at + 0.28)
voice.connect(volume).connect(this.air.destination)
voice.start(at)
voice.stop(at + 0.3)
}
count(unread) {
const mark = unread && document.hidden ? `(${unread}) ` : ""
if (mark === this.mark) return
const title = this.mark && document.title.startsWith(this.mark) ? document.title.slice(this.mark.length) : document.title
document.title = mark + title
this.mark = mark
}
}
return { Attention }
})()
const { el, icon, bars, bubble, wait, newKey } = (() => {
const SVG = "http://www.w3.org/2000/svg"
function el(tag, about = {}, ...children) {
const made = document.createElement(tag)
for (const [name, value] of Object.entries(about)) {
if (name.startsWith("on")) made.addEventListener(name.slice(2), value)
else if (name === "value") made.value = value
else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value)
}
made.append(...children.filter((child) => child != null && child !== false && child !== ""))
return made
}
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
function icon(name) {
const svg = drawn("svg", { viewBox: "0 0 24 24", class: `icon i-${name}`, "aria-hidden": "true" })
for (const d of SHAPES[name]) svg.append(drawn("path", { d }))
return svg
}
function bars(kind, lit) {
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
function bubble() {
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
function wait(ms) {
return new Promise((done) => setTimeout(done, ms))
}
function newKey() {
if (crypto.randomUUID) return crypto.randomUUID() // only where the host page is https
const bytes = crypto.getRandomValues(new Uint8Array(16))
bytes[6] = (bytes[6] & 0x0f) | 0x40
bytes[8] = (bytes[8] & 0x3f) | 0x80
const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}
return { el, icon, bars, bubble, wait, newKey }
})()
const { Trouble, Wire, pause } = (() => {
const PATIENCE_MS = 20_000
class Trouble extends Error {
constructor(status, said = {}, after = null) {
super(typeof said.error === "string" ? said.error : "")
this.status = status
this.code = said.code ?? ""
this.again = status === 0 || status === 408 || status === 429 || status >= 500
this.dead = status === 401 || status === 404
this.after_ms = Number(after) > 0 ? Math.min(Number(after), 300) * 1000 : 0
}
}
class Wire {
constructor(desk, token) {
this.desk = desk
this.token = token
}
address(path) {
return new URL(path, this.desk).href
}
headers(more = {}) {
const token = this.token()
return token ? { Authorization: `Bearer ${token}`, ...more } : more
}
async call(method, path, body) {
const ending = new AbortController()
const bell = setTimeout(() => ending.abort(), PATIENCE_MS)
let answer
let said
try {
answer = await fetch(this.address(path), {
method,
headers: this.headers(body === undefined ? {} : { "Content-Type": "application/json" }),
body: body === undefined ? undefined : JSON.stringify(body),
credentials: "omit",
cache: path.includes("/settings") ? "default" : "no-store",
signal: ending.signal,
keepalive: method === "DELETE",
})
said = answer.status === 204 ? {} : await answer.json().catch(() => ({}))
} catch {
throw new Trouble(0)
} finally {
clearTimeout(bell)
}
if (!answer.ok) throw new Trouble(answer.status, said ?? {}, answer.headers.get("Retry-After"))
return said
}
upload(path, file, key, progress, hold) {
return new Promise((done, fail) => {
const request = new XMLHttpRequest()
const form = new FormData()
form.append("key", key)
form.append("file", file, file.name || "file")
request.open("POST", this.address(path))
for (const [name, value] of Object.entries(this.headers())) request.setRequestHeader(name, value)
request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total)
request.onload = () => {
let said = {}
try {
said = JSON.parse(request.responseText)
} catch {} // a proxy's page, say: the status tells
if (request.status >= 200 && request.status < 300) done(said)
else fail(new Trouble(request.status, said, request.getResponseHeader("Retry-After")))
}
request.onerror = request.ontimeout = request.onabort = () => fail(new Trouble(0))
hold(() => request.abort())
request.send(form)
})
}
}
function pause(tries, least = 0) {
return Math.max(least, Math.min(60_000, 1000 * 2 ** tries) * (0.5 + Math.random() / 2))
}
return { Trouble, Wire, pause }
})()
const { Outbox } = (() => {
const OTHERS_TURN_MS = 4_000
class Outbox {
constructor(wire, store, name, hear) {
Object.assign(this, { wire, store, name, hear, tries: 0 })
this.items = store.names("out:").map((slot) => store.get(slot)).filter((item) => item?.key)
this.sort()
addEventListener("online", () => this.flush())
}
add(about) {
const item = { key: newKey(), at: new Date().toISOString(), text: "", ...about }
this.items.push(item)
this.keep(item)
this.hear.changed()
this.tries = 0
this.flush()
return item
}
noticed(slot, item) {
const key = slot.slice("out:".length)
this.items = this.items.filter((one) => one.key !== key || one.file)
if (item?.key && !this.items.some((one) => one.key === key)) this.items.push(item)
this.sort()
this.hear.changed()
if (item) this.later(OTHERS_TURN_MS)
}
drop(key) {
const item = this.find(key)
item?.stop?.()
this.items = this.items.filter((one) => one.key !== key)
this.store.drop(`out:${key}`)
this.hear.changed()
}
again(key) {
const item = this.find(key)
if (!item) return
delete item.failed
this.keep(item)
this.hear.changed()
this.tries = 0
this.flush()
}
empty() {
for (const item of [...this.items]) this.drop(item.key)
}
find(key) {
return this.items.find((item) => item.key === key)
}
keep(item) {
if (!item.file) this.store.set(`out:${item.key}`, item)
}
sort() {
this.items.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0))
}
later(ms) {
clearTimeout(this.bell)
this.bell = setTimeout(() => this.flush(), ms)
}
async flush() {
if (this.flushing || !this.items.some((item) => !item.failed)) return
this.flushing = true
try {
await inTurn(`${this.name}:out`, () => this.sendAll())
} finally {
this.flushing = false
}
}
async sendAll() {
for (;;) {
const item = this.items.find((one) => !one.failed)
if (!item) return
if (!item.file && !this.store.get(`out:${item.key}`)) {
this.items = this.items.filter((one) => one !== item) // another tab has sent it
continue
}
try {
await this.hear.ready()
const message = await this.send(item)
this.items = this.items.filter((one) => one !== item)
this.store.drop(`out:${item.key}`)
this.tries = 0
this.waiting = false
this.hear.sent(message, item.key)
} catch (trouble) {
if (!this.items.includes(item)) continue // taken back while it was on its way
if (this.hear.refused(trouble)) return this.later(pause(this.tries++))
if (trouble.again) {
this.waiting = true
this.hear.changed()
return this.later(pause(this.tries++, trouble.after_ms))
}
item.failed = trouble.message || true
this.keep(item)
this.hear.changed()
}
}
}
send(item) {
if (!item.file) {
return this.wire.call("POST", "/chat/session/messages", { text: item.text, key: item.key, button: Boolean(item.button) })
}
const progress = (share) => {
item.progress = share
this.hear.changed()
}
return this.wire.upload("/chat/session/files", item.file, item.key, progress, (stop) => (item.stop = stop))
}
}
async function inTurn(name, deed) {
let begun = false
try {
await navigator.locks.request(name, () => {
begun = true
return deed()
})
} catch (problem) {
if (begun) throw problem
await deed()
}
}
return { Outbox }
})()
const { Stream } = (() => {
const SILENT_MS = 45_000 // the desk speaks every 25 s
const FIRST_WORD_MS = 12_000 // and at once on opening
const ASK_MS = 8_000
class Stream {
constructor(wire, after, hear) {
Object.assign(this, { wire, after, hear, tries: 0, held: 0 })
this.wake = () => this.rouse?.()
addEventListener("online", this.wake)
document.addEventListener("visibilitychange", this.wake)
this.run()
}
close() {
this.closed = true
this.ending?.abort()
this.rouse?.()
removeEventListener("online", this.wake)
document.removeEventListener("visibilitychange", this.wake)
}
async run() {
while (!this.closed) {
let least = 0
try {
if (this.held < 2) await this.listen()
else {
await this.hear.opened()
this.tries = 0
}
} catch (trouble) {
if (this.closed) return
if (trouble instanceof Trouble && trouble.dead) return this.hear.dead()
least = trouble.after_ms ?? 0
this.hear.lost()
}
if (!this.closed) await this.sleep(this.held < 2 || this.tries ? pause(this.tries++, least) : ASK_MS)
}
}
sleep(ms) {
return new Promise((done) => {
const bell = setTimeout(done, ms)
this.rouse = () => {
clearTimeout(bell)
done()
}
})
}
async listen() {
this.ending = new AbortController()
this.spoken = false
this.listenFor(FIRST_WORD_MS)
try {
const query = this.after ? `?after=${encodeURIComponent(this.after)}` : ""
const answer = await fetch(this.wire.address(`/chat/session/stream${query}`), {
headers: this.wire.headers({ Accept: "text/event-stream" }),
credentials: "omit",
cache: "no-store",
signal: this.ending.signal,
})
if (!answer.ok) throw new Trouble(answer.status, {}, answer.headers.get("Retry-After"))
await this.hear.opened()
this.listenFor(FIRST_WORD_MS)
await this.read(answer.body.getReader())
} catch (trouble) {
if (trouble instanceof Trouble) throw trouble
throw new Trouble(0)
} finally {
clearTimeout(this.bell)
}
}
async read(reader) {
const letters = new TextDecoder()
let rest = ""
for (;;) {
const { value, done } = await reader.read()
if (done) return
this.spoken = true
this.held = this.tries = 0
this.listenFor(SILENT_MS)
const blocks = (rest + letters.decode(value, { stream: true })).replace(/\r\n?/g, "\n").split("\n\n")
rest = blocks.pop()
for (const block of blocks) this.understand(block)
}
}
understand(block) {
let name = "message"
const data = []
for (const line of block.split("\n")) {
const [, field, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? []
if (field === "event") name = value
else if (field === "data") data.push(value)
else if (field === "id") this.after = value
}
if (!data.length) return
try {
this.hear.event(name, JSON.parse(data.join("\n")), this.after)
} catch {} // what cannot be read now comes with the next look at the session
}
listenFor(ms) {
clearTimeout(this.bell)
this.bell = setTimeout(() => {
if (!this.spoken && navigator.onLine !== false) this.held++
this.ending.abort()
}, ms)
}
}
return { Stream }
})()
const { Tabs } = (() => {
const SILENT_MS = 65_000
const LOOK_MS = 15_000
class Tabs {
constructor(name, hear) {
Object.assign(this, { name, hear, alone: !navigator.locks })
this.channel = window.BroadcastChannel ? new BroadcastChannel(name) : null
if (this.channel) {
this.channel.onmessage = ({ data }) => {
this.heard = Date.now()
if (data?.what) this.hear.told(data)
}
}
addEventListener("pagehide", () => this.pauseForNow())
addEventListener("pageshow", (event) => event.persisted && this.paused && this.start())
}
tell(what, about) {
try {
this.channel?.postMessage({ what, about })
} catch {} // the channel closes with the page
}
start() {
this.paused = false
if (this.wanted) return
this.wanted = true
this.heard = Date.now()
this.tick = setInterval(() => this.look(), LOOK_MS)
this.ask({})
}
stop() {
this.wanted = false
clearInterval(this.tick)
this.release()
}
pauseForNow() {
if (!this.wanted) return
this.stop()
this.paused = true
}
release() {
this.waiting?.abort()
this.line?.close()
this.line = null
this.done?.()
}
ask(options) {
if (this.alone) {
this.line = this.line ?? this.hear.lead()
return
}
this.waiting = options.steal ? null : new AbortController()
const how = options.steal ? options : { signal: this.waiting.signal }
navigator.locks.request(this.name, how, () => this.lead()).catch((problem) => this.refused(problem))
}
lead() {
if (!this.wanted || this.line) return undefined
this.line = this.hear.lead()
return new Promise((done) => (this.done = done))
}
refused(problem) {
if (!this.wanted) return
if (problem.name === "SecurityError") this.alone = true
else if (!this.line) return
this.line?.close()
this.line = null
this.heard = Date.now()
this.ask({})
}
look() {
if (this.line) this.tell("alive")
else if (!this.alone && !document.hidden && Date.now() - this.heard > SILENT_MS) {
this.heard = Date.now()
this.waiting?.abort()
this.ask({ steal: true })
}
}
}
return { Tabs }
})()
const { Chat } = (() => {
const TYPING_MS = 3_000
const STILL_MS = 4_000
const TYPED_FOR_MS = 7_000
const OVER = new Set(["ended", "left"])
class Chat {
constructor({ desk, channel, store, visitor, hear }) {
Object.assign(this, { channel, store, visitor, hear })
this.clear()
this.token = store.get("token")
this.old = store.get("old")
this.wire = new Wire(desk, () => this.token)
this.tabs = new Tabs(`escalera:${channel}`, { lead: () => this.lead(), told: (said) => this.told(said) })
this.outbox = new Outbox(this.wire, store, `escalera:${channel}`, {
ready: () => this.begin(),
sent: (message, key) => this.sent(message, key),
changed: () => hear.changed(),
refused: (trouble) => this.refused(trouble),
})
store.hear = (name, value) => this.noticed(name, value)
}
clear() {
Object.assign(this, { state: null, messages: [], more: false, typing: null, seen: null, line: "off", began: false })
}
async resume() {
if (this.token) await this.look().catch(() => this.listen())
this.outbox.flush()
}
async look() {
try {
this.take(await this.wire.call("GET", "/chat/session"))
} catch (trouble) {
if (trouble.dead) this.forget()
throw trouble
}
}
begin(more) {
this.token ??= this.store.get("token") // another tab may have just begun
if (this.token) return Promise.resolve()
this.beginning ??= this.beginNow(more).finally(() => (this.beginning = null))
return this.beginning
}
async beginNow(more = {}) {
const { identity, language } = this.visitor()
const page = { page: location.href, title: document.title, referrer: document.referrer, language }
const asked = { ...page, answers: this.store.get("answers") ?? {}, rule: this.store.get("rule", "sessionStorage"), ...more }
let said
try {
said = await this.wire.call("POST", `/chat/${this.channel}/sessions`, { ...asked, identity })
} catch (trouble) {
if (trouble.status !== 403 || !identity) throw trouble
this.hear.rejected()
said = await this.wire.call("POST", `/chat/${this.channel}/sessions`, { ...asked, identity: null })
}
this.token = said.token
this.store.set("token", said.token)
this.store.set("whose", identity?.id ?? null)
this.store.drop("answers")
this.store.drop("rule", "sessionStorage")
this.take(said)
}
take(said) {
const state = said.session ?? (said.stage ? said : null)
if (state) this.state = state
if (state?.read_up_to) this.seen = this.further(this.seen, state.read_up_to)
for (const message of said.messages ?? []) this.put(message, !this.began) // what came while the line was lost is told
if (said.more !== undefined && !this.older) this.more = said.more
this.began = true
this.listen()
this.hear.changed()
}
async deed(path, body = {}, method = "POST") {
await this.begin()
const said = await this.wire.call(method, `/chat/session${path}`, body)
this.take(said)
this.tabs.tell("look")
return said
}
async anew() {
await this.deed("/new")
this.old = this.messages.at(-1)?.id ?? null
this.store.set("old", this.old)
this.hear.changed()
}
showOld() {
this.old = null
this.store.drop("old")
}
say(text, button = false) {
this.stopTyping()
this.outbox.add({ text, button })
}
sendFile(file) {
this.outbox.add({ file, name: file.name, size: file.size, type: file.type, progress: 0 })
}
async earlier() {
const first = this.messages[0]
if (!first || this.reading) return
this.reading = true
try {
const said = await this.wire.call("GET", `/chat/session/messages?before=${encodeURIComponent(first.id)}`)
this.older = true
for (const message of said.messages ?? []) this.put(message, true)
this.more = Boolean(said.more)
} finally {
this.reading = false
this.hear.changed()
}
}
listen(shown = this.shown) {
this.shown = shown
if (this.token && (shown || !OVER.has(this.state?.stage))) this.tabs.start()
else {
this.tabs.stop()
this.line = "off"
}
}
lead() {
return new Stream(this.wire, this.after, {
event: (name, data, id) => {
this.after = id
this.tabs.tell("event", { name, data, id })
this.event(name, data)
},
opened: async () => {
await this.look()
this.lined("on")
this.outbox.flush()
},
lost: () => this.lined("lost"),
dead: () => this.forget(),
})
}
lined(line) {
this.line = line
this.tabs.tell("line", line)
this.hear.changed()
}
told({ what, about }) {
if (what === "event") {
this.after = about.id ?? this.after
this.event(about.name, about.data)
}
if (what === "line") this.line = about
else if (what === "seen") this.seen = this.further(this.seen, about)
else if (what === "look" && this.token) this.look().catch(() => {})
if (what !== "alive") this.hear.changed()
}
event(name, data) {
if (name === "message") this.put(data)
else if (name === "change" && !(data.at < this.messages[0]?.at)) this.put(data, true)
else if (name === "typing") this.types(data)
else if (name === "read") this.readByDesk(data.up_to)
else if (name === "state") this.take(data)
if (name !== "ping") this.hear.changed()
}
types({ who, on }) {
clearTimeout(this.typed)
this.typing = on ? who || true : null
if (!on) return
this.typed = setTimeout(() => {
this.typing = null
this.hear.changed()
}, TYPED_FOR_MS)
}
put(message, quiet = false) {
if (!message?.id) return
if (message.key && message.from === "visitor" && this.outbox.find(message.key)) {
this.outbox.items = this.outbox.items.filter((item) => item.key !== message.key)
this.store.drop(`out:${message.key}`)
}
const at = this.messages.findIndex((one) => one.id === message.id)
if (at >= 0) {
this.messages[at] = { ...message, key: message.key ?? this.messages[at].key, state: furthest(message, this.messages[at]) }
return
}
const after = this.messages.findIndex((one) => one.at > message.at)
this.messages.splice(after < 0 ? this.messages.length : after, 0, message)
if (message.from === "agent" || message.from === "assistant") this.typing = null
if (!quiet && message.from !== "visitor") this.hear.came(message)
}
sent(message, key) {
this.put({ ...message, key: message.key ?? key }, true)
this.tabs.tell("event", { name: "change", data: { ...message, key: message.key ?? key } })
this.hear.changed()
}
refused(trouble) {
if (!(trouble instanceof Trouble) || !trouble.dead || !this.token) return false
this.forget()
return true
}
readByDesk(id) {
const upTo = this.messages.findIndex((message) => message.id === id)
this.messages.forEach((message, at) => {
if (at <= upTo && message.from === "visitor") message.state = "read"
})
}
further(one, other) {
const place = (id) => this.messages.findIndex((message) => message.id === id)
return place(other) >= place(one) ? other : one
}
get unread() {
const seen = this.messages.findIndex((message) => message.id === this.seen)
return this.messages.filter((message, at) => at > seen && ["agent", "assistant"].includes(message.from)).length
}
read() {
const last = this.messages.at(-1)
if (!last || !this.token || !this.unread) return
this.seen = last.id
this.tabs.tell("seen", last.id)
this.wire.call("POST", "/chat/session/read", { up_to: last.id }).catch(() => {})
}
writes() {
if (!this.token || !["agent", "queue"].includes(this.state?.stage)) return
clearTimeout(this.still)
this.still = setTimeout(() => this.stopTyping(), STILL_MS)
if (Date.now() - (this.lastTyped ?? 0) < TYPING_MS) return
this.lastTyped = Date.now()
this.wire.call("POST", "/chat/session/typing", { on: true }).catch(() => {})
}
stopTyping() {
clearTimeout(this.still)
if (!this.lastTyped) return
this.lastTyped = 0
this.wire.call("POST", "/chat/session/typing", { on: false }).catch(() => {})
}
moved(page, title) {
if (this.token && this.state && !OVER.has(this.state.stage)) {
this.wire.call("POST", "/chat/session/page", { page, title }).catch(() => {})
}
}
async identified(identity) {
if (!this.token) return
const whose = this.store.get("whose")
if (whose && whose !== identity.id) return this.forget(true)
if (whose === identity.id) return
try {
this.take(await this.wire.call("POST", "/chat/session/identity", identity))
this.store.set("whose", identity.id)
} catch (trouble) {
if (trouble.status === 403) this.hear.rejected()
}
}
forget(tellDesk = false) {
if (tellDesk && this.token) {
this.wire.call("DELETE", "/chat/session").catch(() => {})
this.outbox.empty()
}
this.token = null
for (const name of ["token", "whose", "answers", "old"]) this.store.drop(name)
this.clear()
this.after = null
this.listen()
this.hear.changed()
}
noticed(name, value) {
if (name.startsWith("out:")) return this.outbox.noticed(name, value)
if (name === "old") this.old = value
if (name === "muted" || name === "old") return this.hear.changed()
if (name !== "token" || value === this.token) return undefined
this.token = value
this.tabs.stop()
this.clear()
this.after = null
if (value) return this.look().catch(() => {})
this.listen()
return this.hear.changed()
}
}
const ORDER = ["sent", "delivered", "read"]
function furthest(one, other) {
return ORDER.indexOf(one.state) >= ORDER.indexOf(other.state) ? one.state : other.state
}
return { Chat }
})()
const { tones } = (() => {
const LIGHT = { ground: "#f6f4f0", raised: "#ffffff", ink: "#1c2231" }
const DARK = { ground: "#14171d", raised: "#22262e", ink: "#e8eaf0" }
const READABLE = 4.5
function tones(color, dark) {
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
return { tones }
})()
const { drawForm } = (() => {
const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/
const TYPES = { email: "email", phone: "tel", text: "text" }
const FILLED = { name: "name", email: "email", phone: "tel", company: "organization" }
let made = 0
function drawForm({ title, text, fields, action, cancel, send }, speech) {
const rows = fields.map((field) => new Row(field, speech))
const trouble = el("p", { class: "error", role: "alert" })
const button = el("button", { class: "primary", type: "submit" }, action)
const form = el(
"form",
{ class: "card form", novalidate: true },
title && el("h3", {}, title),
text && el("p", { class: "soft" }, text),
...rows.map((row) => row.box),
trouble,
el("div", { class: "deeds" }, button, cancel && el("button", { type: "button", class: "quiet", onclick: cancel }, speech.say("cancel"))),
)
form.addEventListener("submit", async (event) => {
event.preventDefault()
if (button.disabled) return
const wrong = rows.filter((row) => !row.check())
if (wrong.length) return wrong[0].input.focus()
button.disabled = true
trouble.textContent = ""
try {
await send(Object.fromEntries(rows.map((row) => [row.field.name, row.value])))
} catch (problem) {
trouble.textContent = (problem.status && problem.message) || speech.say(problem.status === 0 ? "no_line" : "trouble")
} finally {
button.disabled = false
}
})
return form
}
class Row {
constructor(field, speech) {
Object.assign(this, { field, speech })
const id = `f${++made}`
this.input = this.draw(id)
this.error = el("p", { class: "error", id: `${id}e` })
const label = el("label", { for: id }, field.label, field.required ? "" : el("small", {}, ` (${speech.say("optional")})`))
this.box = el("div", { class: "row" }, label, this.input, this.error)
this.input.addEventListener("input", () => this.input.hasAttribute("aria-invalid") && this.check())
}
draw(id) {
const { name, kind, required, choices, value } = this.field
const about = { id, name, "aria-describedby": `${id}e`, "aria-required": required ? "true" : false }
if (kind === "long") return el("textarea", { ...about, rows: 4, maxlength: 4000, value: value ?? "" })
if (kind === "choice") {
const options = ["", ...(choices ?? [])].map((choice) => el("option", { value: choice }, choice || this.speech.say("choose")))
const select = el("select", about, ...options)
if (value) select.value = value
return select
}
return el("input", { ...about, type: TYPES[kind] ?? "text", autocomplete: FILLED[name] ?? "off", maxlength: 300, value: value ?? "" })
}
get value() {
return this.input.value.trim()
}
check() {
const { required, kind } = this.field
let wrong = ""
if (required && !this.value) wrong = "fill_in"
else if (kind === "email" && this.value && !MAIL.test(this.value)) wrong = "bad_email"
this.error.textContent = wrong ? this.speech.say(wrong) : ""
if (wrong) this.input.setAttribute("aria-invalid", "true")
else this.input.removeAttribute("aria-invalid")
return !wrong
}
}
return { drawForm }
})()
const { spoken, link, formed } = (() => {
const SAFE = /^(https?:|mailto:|tel:)/i
const KEPT = new Set(["b", "strong", "i", "em", "u", "s", "code", "pre", "p", "br", "ul", "ol", "li", "blockquote"])
const HEADS = /^h[1-6]$/
const DROPPED = new Set(["script", "style", "template", "iframe", "object", "embed", "svg", "math", "head", "title", "noscript"])
const DEEP = 12
const PIECES =
/\*\*([^*\n]{1,300})\*\*|\[([^\]\n]{1,200})\]\((https?:\/\/[^\s()<>"]{1,1500})\)|(https?:\/\/[^\s<>"']{1,1500})|([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,5})/gi
function spoken(text, bare = false) {
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
function link(url, ...words) {
let address
try {
address = new URL(url, location.href)
} catch {
return el("span", {}, ...words)
}
if (!SAFE.test(address.protocol)) return el("span", {}, ...words)
return el("a", { href: address.href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...words)
}
function formed(html) {
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
return { spoken, link, formed }
})()
const { phase, unasked, CARDS, standing } = (() => {
function phase({ chat, settings, identity, leaving, answered }) {
const stage = chat.state?.stage
if (settings.identity_required && !identity) return "blocked"
if (stage === "ended") return "ended"
if (stage === "left") return "left"
if (leaving || (deserted(chat, settings) && !chat.state?.ticket)) return "leave"
if (stage === "asking" && chat.state.wants?.length) return "asking"
if (stage === "queue" && chat.state.ticket) return "queue"
if (!chat.token && !answered && !chat.outbox.items.length && unasked(settings, identity).length) return "questions"
return "talk"
}
function deserted(chat, settings) {
return !settings.assistant && !(chat.state ?? settings).online
}
function unasked(settings, identity) {
return (settings.questions ?? []).filter((question) => !identity?.[question.name])
}
const CARDS = {
blocked: ({ speech }) => el("div", { class: "card" }, el("p", {}, speech.say("sign_in_first"))),
questions: (ui) =>
drawForm({ fields: unasked(ui.settings, ui.identity), action: ui.speech.say("start"), send: (said) => ui.answer(said) }, ui.speech),
asking: ({ speech, chat }) =>
drawForm(
{
title: speech.say("who_title"),
text: speech.say("who_text"),
fields: chat.state.wants.map((name) => ({ name, label: speech.say(name), kind: name === "email" ? "email" : "text", required: true })),
action: speech.say("go_on"),
send: (answers) => chat.deed("/person", { answers }),
},
speech,
),
leave: (ui) => {
const { speech, settings, identity, chat } = ui
return drawForm(
{
title: speech.say("leave_title"),
text: [away(settings, speech), speech.say("leave_text")].filter(Boolean).join(" "),
fields: [
{ name: "name", label: speech.say("name"), kind: "text", value: identity?.name },
{ name: "email", label: speech.say("email"), kind: "email", required: true, value: identity?.email },
...(chat.token ? [] : unasked(settings, identity).filter(({ name }) => name !== "name" && name !== "email")),
{ name: "text", label: speech.say("message"), kind: "long", required: !chat.messages.some(({ from }) => from === "visitor") },
],
action: speech.say("leave_send"),
cancel: ui.leaving ? () => ui.stay() : null,
send: (said) => ui.leave(said),
},
speech,
)
},
queue: ({ speech, chat }) => {
const { position, wait_s } = chat.state.queue ?? {}
const title = position === 1 ? speech.say("queue_next") : position ? speech.say("queue", { n: position }) : speech.say("queue_some")
const card = el("div", { class: "card queue" }, bars("stairs", position ? Math.max(1, 5 - Math.min(4, position)) : 1))
card.append(el("div", {}, el("b", {}, title), wait_s != null && el("p", { class: "soft" }, speech.say("wait", { wait: speech.span(wait_s) }))))
return card
},
left: ({ speech, chat }) => {
const { ticket, follow_url } = chat.state
const words = el("div", {}, el("b", {}, ticket ? speech.say("left_number", { n: ticket }) : speech.say("left_title")), el("p", { class: "soft" }, speech.say("left_text")))
if (follow_url) words.append(el("p", {}, link(follow_url, speech.say("follow"))))
return el("div", { class: "card done" }, icon("mail"), words)
},
ended: (ui) => {
const { speech, chat } = ui
const card = el("div", { class: "card ended" }, el("b", {}, speech.say("ended")))
if (chat.state.follow_url) card.append(el("p", {}, link(chat.state.follow_url, speech.say("follow"))))
card.append(el("button", { type: "button", class: "primary", onclick: () => ui.startAnew() }, speech.say("new_chat")))
return card
},
talk: () => null,
}
function away(settings, speech) {
return settings.back_at ? speech.say("back", { when: speech.back(settings.back_at) }) : ""
}
function standing({ chat, settings, speech }) {
const { stage, queue, agent, online } = chat.state ?? { online: settings.online }
if (chat.token && chat.line === "lost") return speech.say("no_line")
if (stage === "agent") return agent?.name ? settings.title : speech.say("here")
if (stage === "queue" && queue) return queue?.position > 1 ? speech.say("queue", { n: queue.position }) : speech.say("queue_next")
if (stage === "left") return speech.say("by_mail")
if (stage === "ended") return speech.say("ended")
if (online && !stage && settings.wait_s != null && !settings.assistant) return speech.say("wait", { wait: speech.span(settings.wait_s) })
if (settings.assistant && stage !== "asking") return speech.say(online ? "assistant_first" : "assistant_only")
return online ? speech.say("here") : away(settings, speech) || speech.say("away")
}
return { phase, unasked, CARDS, standing }
})()
const { Composer, touch } = (() => {
const HIGH_PX = 132
class Composer {
constructor({ speech, settings, chat, store, notice }) {
Object.assign(this, { speech, settings, chat, store, notice })
this.longest = settings.longest || 4000
this.text = el("textarea", { rows: 1, "aria-label": speech.say("write"), placeholder: speech.say("write"), maxlength: this.longest, enterkeyhint: touch() ? "enter" : "send", dir: "auto" })
this.text.value = store.get("draft", "sessionStorage") ?? ""
this.left = el("small", { class: "left", role: "status" })
this.button = el("button", { type: "submit", class: "send", "aria-label": speech.say("send"), title: speech.say("send") }, icon("send"))
this.box = el("form", { class: "composer" }, ...this.clip(), this.text, this.left, this.button)
this.box.addEventListener("submit", (event) => {
event.preventDefault()
this.send()
})
this.text.addEventListener("input", () => this.typed())
this.text.addEventListener("keydown", (event) => this.key(event))
this.text.addEventListener("paste", (event) => this.pasted(event))
}
clip() {
if (!this.settings.files?.most) return []
const pictures = this.settings.files.kinds?.length && this.settings.files.kinds.every((kind) => kind.startsWith("image/"))
this.picker = el("input", { type: "file", class: "heard", tabindex: "-1", "aria-hidden": "true", multiple: true, accept: pictures && "image/*" })
this.picker.addEventListener("change", () => {
this.take(this.picker.files)
this.picker.value = ""
})
const words = this.speech.say("attach")
return [this.picker, el("button", { type: "button", class: "tool", "aria-label": words, title: words, onclick: () => this.picker.click() }, icon("clip"))]
}
fill(text) {
this.text.value = text
this.typed()
}
typed() {
const { value } = this.text
this.store.set("draft", value, "sessionStorage")
this.fit()
const left = this.longest - value.length
this.left.textContent = left <= Math.min(200, this.longest / 5) ? this.speech.say("left_letters", { n: left }) : ""
if (value.trim()) this.chat.writes()
}
fit() {
this.text.style.height = "auto"
if (this.text.value) this.text.style.height = `${Math.min(this.text.scrollHeight, HIGH_PX)}px`
else this.text.style.height = ""
this.box.classList.toggle("ready", Boolean(this.text.value.trim()))
}
key(event) {
if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229 || touch()) return
event.preventDefault()
this.send()
}
send() {
const text = this.text.value.trim()
if (!text) return
this.notice("")
this.fill("")
this.chat.say(text)
this.text.focus()
}
pasted(event) {
const files = [...(event.clipboardData?.files ?? [])]
if (!files.length || event.clipboardData.getData("text/plain")) return
event.preventDefault()
this.take(files)
}
take(files) {
const { most = 10, largest = Infinity } = this.settings.files ?? {}
const all = [...files]
const wrong = []
if (all.length > most) wrong.push(this.speech.say("file_many", { n: most }))
for (const file of all.slice(0, most)) {
if (!this.fits(file)) wrong.push(this.speech.say("file_kind", { name: file.name }))
else if (!file.size) wrong.push(this.speech.say("file_empty", { name: file.name }))
else if (file.size > largest) wrong.push(this.speech.say("file_large", { name: file.name, most: this.speech.size(largest) }))
else this.chat.sendFile(file)
}
this.notice(wrong.join(" "))
}
fits(file) {
const kinds = this.settings.files?.kinds ?? []
return !kinds.length || !file.type || kinds.some((kind) => file.type.startsWith(kind))
}
}
function touch() {
return matchMedia("(pointer: coarse)").matches
}
return { Composer, touch }
})()
const { follows, drawMessage, face, drawWaiting } = (() => {
const NEAR_MS = 5 * 60_000
const FAR_SIDE = new Set(["agent", "assistant"])
function follows(message, before) {
if (!before || before.from !== message.from || before.name !== message.name) return false
return new Date(message.at) - new Date(before.at) < NEAR_MS && new Date(message.at).getDate() === new Date(before.at).getDate()
}
function drawMessage(message, about, speech, desk, deeds) {
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
function face({ from, name, avatar }, desk) {
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
function drawWaiting(item, state, speech, deeds) {
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
return { follows, drawMessage, face, drawWaiting }
})()
const { Log } = (() => {
const NEAR_END = 90
class Log {
constructor(speech, chat, desk) {
Object.assign(this, { speech, chat, desk, drawn: new Map() })
this.list = el("ol", { class: "list" })
this.before = el("div", { class: "before" })
this.after = el("div", { class: "after" })
this.earlier = el("button", { class: "pill earlier", type: "button", onclick: () => this.older() }, speech.say("earlier"))
this.typing = el("div", { class: "typing" }, el("span", { class: "face robot" }, bars("climb")), el("span", { class: "who" }))
this.place = el("div", { class: "log", role: "log", "aria-live": "off", "aria-label": speech.say("messages"), tabindex: "0" })
this.place.append(this.before, this.earlier, this.list, this.typing, this.after)
this.down = el("button", { class: "pill newest", type: "button", onclick: () => this.toEnd(true) }, speech.say("newest"), icon("down"))
this.down.hidden = true
this.box = el("div", { class: "scroll" }, this.place, this.down)
this.atBottom = true
this.place.addEventListener("scroll", () => this.scrolled(), { passive: true })
const grown = window.ResizeObserver && new ResizeObserver(() => this.atBottom && this.toEnd()) // a picture came, the keyboard opened
for (const part of [this.place, this.list, this.after]) grown?.observe(part)
this.deeds = {
press: (text) => chat.say(text, true),
again: (key) => chat.outbox.again(key),
discard: (key) => chat.outbox.drop(key),
jump: (id) => this.drawn.get(this.names?.get(id))?.node.scrollIntoView({ block: "center" }),
}
}
scrolled() {
this.atBottom = this.atEnd()
if (this.atBottom) this.down.hidden = true
}
atEnd() {
return this.place.scrollHeight - this.place.scrollTop - this.place.clientHeight < NEAR_END
}
toEnd(now = false) {
this.place.scrollTop = this.place.scrollHeight
if (now) this.down.hidden = true
}
get hasEarlier() {
return this.chat.more || this.first > 0
}
async older() {
const before = this.place.scrollHeight - this.place.scrollTop
this.holding = true
if (this.first > 0) this.chat.showOld()
else await this.chat.earlier().catch(() => {})
this.sync()
this.holding = false
this.place.scrollTop = this.place.scrollHeight - before
}
sync() {
const { chat } = this
const stays = this.atBottom
const grown = this.draw(this.entries())
this.earlier.hidden = !this.hasEarlier
this.typing.hidden = !chat.typing
const who = typeof chat.typing === "string" ? chat.typing : chat.state?.agent?.name
this.typing.lastChild.textContent = who ? this.speech.say("typing", { name: who }) : this.speech.say("typing_someone")
if (this.holding) return
if (stays || grown === "mine") this.toEnd()
else if (grown) this.down.hidden = false
}
entries() {
const { chat } = this
const out = []
const lastMine = chat.messages.findLastIndex?.((message) => message.from === "visitor") ?? -1
let day = ""
this.names = new Map()
this.first = chat.messages.findIndex((message) => message.id === chat.old) + 1
chat.messages.forEach((message, at) => {
if (at < this.first) return
const today = this.speech.day(message.at)
if (today !== day) out.push({ name: `day ${today}`, sign: today, draw: () => el("li", { class: "day" }, el("span", {}, today)) })
const before = today === day && at > this.first ? chat.messages[at - 1] : null
day = today
const about = {
follows: follows(message, before),
last: at === chat.messages.length - 1 && !chat.outbox.items.length && chat.state?.stage !== "ended",
mark: at === lastMine && message.state ? message.state : "",
}
const name = message.key ?? message.id
this.names.set(message.id, name)
const draw = () => drawMessage(message, about, this.speech, this.desk, this.deeds)
out.push({ name, sign: JSON.stringify([message, about]), draw, from: message.from })
})
const state = chat.line === "lost" || chat.outbox.waiting || navigator.onLine === false ? "waiting_line" : "sending"
for (const item of chat.outbox.items) {
const sign = JSON.stringify([item.failed, Math.round((item.progress ?? 0) * 50), state])
out.push({ name: item.key, sign, draw: () => drawWaiting(item, state, this.speech, this.deeds), from: "visitor" })
}
return out
}
draw(entries) {
const names = new Set(entries.map((entry) => entry.name))
for (const [name, { node }] of this.drawn) {
if (names.has(name)) continue
node.remove()
this.drawn.delete(name)
}
let grown = ""
let at = this.list.firstChild
entries.forEach((entry, place) => {
const old = this.drawn.get(entry.name)
let node = old?.node
if (!old || old.sign !== entry.sign) {
node = entry.draw()
if (!old && place === entries.length - 1 && this.drawn.size) {
node.classList.add("new")
grown = entry.from === "visitor" ? "mine" : "theirs"
}
if (old) {
if (at === old.node) at = old.node.nextSibling
const held = old.node.contains(old.node.getRootNode().activeElement)
old.node.remove()
if (held) this.place.focus({ preventScroll: true })
}
this.drawn.set(entry.name, { node, sign: entry.sign })
}
if (node === at) at = at.nextSibling
else this.list.insertBefore(node, at)
})
return grown
}
}
return { Log }
})()
const { Panel } = (() => {
const WRITES = new Set(["talk", "queue", "left", "ended"])
class Panel {
constructor(ui) {
this.ui = ui
const { speech, settings, chat, store, desk } = ui
this.title = el("h2", { id: "title" })
this.status = el("p", { class: "status" })
this.sign = el("div", { class: "sign" })
this.menu = el("div", { class: "menu" })
this.menu.hidden = true
this.opener = this.tool("more", "options", () => this.toggleMenu())
this.opener.setAttribute("aria-expanded", "false")
const close = this.tool("close", "close", () => ui.close())
close.classList.add("shut")
this.head = el("div", { class: "top" }, bars("rise"), this.sign, el("div", { class: "names" }, this.title, this.status), this.opener, close, this.menu)
this.log = new Log(speech, chat, desk)
this.problem = el("p", { class: "problem", role: "alert" })
this.composer = new Composer({ speech, settings, chat, store, notice: (words) => this.notice(words) })
this.person = el("button", { type: "button", class: "person", onclick: () => this.askPerson() }, icon("person"), speech.say("to_person"))
this.foot = el("div", { class: "foot" }, this.problem, this.person, this.composer.box)
this.drop = el("div", { class: "drop", "aria-hidden": "true" }, el("span", {}, icon("clip"), speech.say("drop")))
this.box = el("section", { class: "panel", role: "dialog", "aria-labelledby": "title", tabindex: "-1", id: "panel" }, this.head, this.log.box, this.foot, this.drop)
this.box.hidden = true
this.watchDrops()
this.box.addEventListener("keydown", (event) => this.key(event))
this.box.addEventListener("focusout", (event) => !this.head.contains(event.relatedTarget) && this.toggleMenu(false))
this.intro()
}
tool(name, words, deed) {
const said = this.ui.speech.say(words)
return el("button", { type: "button", class: "tool", "aria-label": said, title: said, onclick: deed }, icon(name))
}
intro() {
const { settings } = this.ui
this.greeting = el("div", { class: "greeting" }, spoken(settings.greeting ?? ""))
this.log.before.append(bars("mark"), el("p", { class: "welcome" }, settings.title), this.greeting)
}
sync() {
const { chat, settings } = this.ui
const now = phase(this.ui)
this.log.before.hidden = this.log.hasEarlier
this.greeting.hidden = chat.messages.some((message) => message.text === settings.greeting)
this.heading()
this.log.sync()
this.card(now)
this.composer.box.hidden = !WRITES.has(now)
const stage = chat.state?.stage
this.person.hidden = !(now === "talk" && settings.assistant && (stage === "assistant" || (!stage && !chat.token))) || this.offersPerson()
this.foot.hidden = this.composer.box.hidden && this.person.hidden && !this.problem.textContent
}
offersPerson() {
const words = this.ui.speech.say("to_person")
return this.ui.chat.messages.at(-1)?.buttons?.some((button) => (button.text ?? button) === words)
}
heading() {
const { chat, settings, desk } = this.ui
const agent = chat.state?.stage === "agent" ? chat.state.agent : null
const online = (chat.state ?? settings).online
const sign = JSON.stringify([agent, settings.logo])
this.title.textContent = agent?.name || settings.title
this.status.textContent = standing(this.ui)
this.status.classList.toggle("on", Boolean(agent) || (online && chat.line !== "lost"))
if (sign === this.signed) return
this.signed = sign
if (agent) this.sign.replaceChildren(face({ from: "agent", ...agent }, desk))
else if (settings.logo) this.sign.replaceChildren(el("img", { src: new URL(settings.logo, desk).href, alt: "" }))
else this.sign.replaceChildren(bars("mark"))
}
card(now) {
const { chat, leaving, identity } = this.ui
const { queue, ticket, follow_url, wants } = chat.state ?? {}
const sign = JSON.stringify([now, queue, ticket, follow_url, wants, leaving, identity])
if (sign === this.carded) return
this.carded = sign
const card = CARDS[now](this.ui)
const held = this.log.after.contains(this.box.getRootNode().activeElement)
this.log.after.replaceChildren(...(card ? [card] : []))
if (held) (card?.querySelector("input, textarea, select") ?? this.composer.text).focus({ preventScroll: true })
if (now === "queue" && card) this.ui.announce(card.textContent)
if (this.log.atBottom) this.log.toEnd()
}
notice(words) {
this.problem.textContent = words
this.foot.hidden = this.foot.hidden && !words
}
focusFirst() {
const form = this.log.after.querySelector("input, textarea, select")
const place = touch() ? null : this.composer.box.hidden ? form : this.composer.text
;(place ?? this.box).focus({ preventScroll: true })
this.composer.fit()
}
key(event) {
if (event.key !== "Escape") return
if (this.menu.hidden) return this.ui.close()
this.toggleMenu(false)
this.opener.focus()
}
askPerson() {
const { chat, settings } = this.ui
if (!(chat.state ?? settings).online) return this.ui.leaveInstead()
return this.ui.attempt(() => chat.deed("/person", { answers: {} }), this.person)
}
toggleMenu(open = this.menu.hidden) {
this.menu.hidden = !open
this.opener.setAttribute("aria-expanded", String(open))
if (!open) return
const { chat, attention, settings, speech } = this.ui
const items = []
if (settings.sound) items.push(["sound", attention.muted ? "mute" : "sound", attention.muted ? "sound_on" : "sound_off", () => attention.mute(!attention.muted)])
if (chat.token) {
items.push(["fresh", "fresh", "new_chat", () => this.ui.startAnew()])
if (!["ended", "left"].includes(chat.state?.stage)) items.push(["end", "end", "end_chat", () => this.ui.attempt(() => chat.deed("/end")), "sure_end"])
items.push(["forget", "forget", "forget", () => this.ui.forget(), "sure_forget"])
}
this.menu.replaceChildren(...items.map(([, shape, words, deed, sure]) => this.item(shape, speech.say(words), deed, sure && speech.say(sure))))
if (!items.length) this.menu.append(el("p", { class: "soft" }, speech.say("nothing_here")))
this.menu.querySelector("button")?.focus()
}
item(shape, words, deed, sure) {
const label = el("span", {}, words)
const press = () => {
if (sure && label.textContent !== sure) return void (label.textContent = sure)
this.toggleMenu(false)
this.opener.focus()
return deed()
}
return el("button", { type: "button", onclick: press }, icon(shape), label)
}
watchDrops() {
const files = (event) => this.ui.settings.files?.most && !this.composer.box.hidden && [...(event.dataTransfer?.types ?? [])].includes("Files")
const shown = (on) => this.drop.classList.toggle("on", on)
this.box.addEventListener("dragover", (event) => {
if (!files(event)) return
event.preventDefault()
shown(true)
})
this.box.addEventListener("dragleave", (event) => !this.box.contains(event.relatedTarget) && shown(false))
this.box.addEventListener("drop", (event) => {
shown(false)
if (!files(event)) return
event.preventDefault()
this.composer.take(event.dataTransfer.files)
})
}
}
return { Panel }
})()
const { SMALL, Phone } = (() => {
const SMALL = matchMedia("(max-width: 520px), (max-height: 430px) and (pointer: coarse)")
class Phone {
constructor(root, panel) {
Object.assign(this, { root, panel })
this.fit = () => this.measure()
SMALL.addEventListener("change", () => this.open && this.show(true))
panel.addEventListener("keydown", (event) => this.turn(event))
}
show(open) {
this.open = open
const full = open && SMALL.matches
this.full = full
this.root.classList.toggle("full", full)
if (full) this.panel.setAttribute("aria-modal", "true")
else this.panel.removeAttribute("aria-modal")
this.hold(full)
const view = window.visualViewport
view?.removeEventListener("resize", this.fit)
view?.removeEventListener("scroll", this.fit)
if (!full || !view) return
view.addEventListener("resize", this.fit)
view.addEventListener("scroll", this.fit)
this.measure()
}
hold(full) {
const { style } = document.documentElement
if (full && this.before === undefined) {
this.before = style.overflow
style.overflow = "hidden"
} else if (!full && this.before !== undefined) {
style.overflow = this.before
this.before = undefined
}
}
measure() {
const view = window.visualViewport
this.root.style.setProperty("--view-top", `${view.offsetTop}px`)
this.root.style.setProperty("--view-height", `${view.height}px`)
this.root.classList.toggle("keyboard", innerHeight - view.height > 120)
}
turn(event) {
if (event.key !== "Tab" || !this.full) return
const reached = [...this.panel.querySelectorAll("a[href], button, input, textarea, select, [tabindex='0']")].filter(
(one) => !one.disabled && one.getClientRects().length,
)
const [first, last] = [reached[0], reached.at(-1)]
const now = this.panel.getRootNode().activeElement
if (event.shiftKey ? now === first || now === this.panel : now === last) {
event.preventDefault()
;(event.shiftKey ? last : first)?.focus()
}
}
}
return { SMALL, Phone }
})()
const { Places } = (() => {
const LOOK_MS = 1_000
class Places {
constructor(moved) {
this.moved = moved
this.here = location.href
const look = () => this.look()
if (window.navigation?.addEventListener) navigation.addEventListener("currententrychange", look)
else setInterval(look, LOOK_MS)
addEventListener("popstate", look)
addEventListener("hashchange", look)
}
look() {
if (location.href === this.here) return
this.here = location.href
setTimeout(() => this.moved(), 0) // the title comes after the address
}
}
return { Places }
})()
const { Rules, fits } = (() => {
const DAY_MS = 86_400_000
class Rules {
constructor(rules, store, may, fire) {
Object.assign(this, { rules, store, may, fire, bells: [] })
addEventListener("scroll", () => this.look(), { passive: true, capture: true })
document.addEventListener("visibilitychange", () => this.look())
this.arrive()
}
arrive() {
this.bells.forEach(clearTimeout)
this.since = Date.now()
this.fired = false
this.here = this.rules.filter((rule) => rule.text && fits(rule.url))
this.bells = this.here.map((rule) => setTimeout(() => this.look(), (rule.after_s ?? 0) * 1000 + 20))
}
look() {
if (this.fired || document.hidden || !this.may()) return
const ripe = this.here.find((rule) => this.ripe(rule))
if (!ripe) return
this.fired = true
this.store.set(`rule:${ripe.id}`, Date.now(), kept(ripe))
this.fire(ripe)
}
ripe(rule) {
const before = this.store.get(`rule:${rule.id}`, kept(rule))
if (before && (rule.once !== "day" || Date.now() - before < DAY_MS)) return false
return Date.now() - this.since >= (rule.after_s ?? 0) * 1000 && scrolled() >= (rule.scrolled ?? 0)
}
}
function kept(rule) {
return rule.once === "session" || !rule.once ? "sessionStorage" : "localStorage"
}
function fits(pattern, address = location) {
if (!pattern || pattern === "*") return true
const whole = pattern.startsWith("/") ? address.pathname + address.search : address.href
const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
return new RegExp(`^${parts.join(".*")}$`, "i").test(whole.replace(/\/$/, "")) || new RegExp(`^${parts.join(".*")}$`, "i").test(whole)
}
function scrolled() {
const page = document.scrollingElement ?? document.documentElement
const way = page.scrollHeight - innerHeight
return way <= 0 ? 100 : (100 * page.scrollTop) / way
}
return { Rules, fits }
})()
const { Widget } = (() => {
const KEPT_IN = ["keydown", "keyup", "keypress", "input", "change", "paste", "focusin", "focusout", "dragover", "drop"]
const NIGHT = matchMedia("(prefers-color-scheme: dark)")
const TEASER_MS = 20_000
const OTHERS_LOOK_MS = 400
class Widget {
constructor({ desk, channel, settings, speech, store, identity, nonce, whole, hear }) {
Object.assign(this, { desk, settings, speech, store, identity, whole, hear, isOpen: false, leaving: false })
this.answered = Boolean(store.get("answers"))
this.attention = new Attention(store, settings.sound !== false)
this.chat = new Chat({
desk,
channel,
store,
visitor: () => ({ identity: this.identity, language: settings.language }),
hear: { changed: () => this.changed(), came: (message) => this.came(message), rejected: () => this.rejected() },
})
this.draw(nonce)
this.places = new Places(() => this.moved())
const may = () => !this.isOpen && !this.host.hidden && (!this.chat.state || this.chat.state.stage === "ended")
this.rules = new Rules(settings.rules ?? [], store, may, (rule) => this.comeForward(rule))
document.addEventListener("visibilitychange", () => this.changed())
addEventListener("focus", () => this.changed())
}
async start() {
this.changed()
await this.chat.resume()
if (this.identity) await this.chat.identified(this.identity)
if (this.whole) this.open()
else if (this.store.get("open", "sessionStorage") && !SMALL.matches) this.open({ quiet: true })
this.hear("ready")
}
draw(nonce) {
const { speech, settings } = this
this.host = document.createElement("escalera-chat")
const shadow = this.host.attachShadow({ mode: "open" })
dress(shadow, nonce)
this.badge = el("span", { class: "badge", "aria-hidden": "true" })
const turned = el("span", { class: "turn" }, bubble(), icon("down"))
this.button = el("button", { type: "button", class: "launcher", "aria-expanded": "false", "aria-controls": "panel", onclick: () => this.toggle() }, turned, this.badge)
this.teaser = el("div", { class: "teaser" })
this.teaser.hidden = true
this.live = el("div", { class: "heard", role: "status", "aria-live": "polite" })
this.panel = new Panel(this)
this.root = el("div", { class: `root ${settings.position === "left" ? "left" : "right"}${this.whole ? " whole" : ""}`, lang: settings.language, dir: speech.direction })
this.root.append(this.panel.box, this.teaser, this.button, this.live)
shadow.append(this.root)
this.phone = new Phone(this.root, this.panel.box)
for (const type of KEPT_IN) this.root.addEventListener(type, (event) => event.stopPropagation())
this.paint()
NIGHT.addEventListener("change", () => this.paint())
document.documentElement.append(this.host) // beside the body: pages that exchange their body keep the chat
}
paint() {
const { theme, color } = this.settings
const dark = theme === "dark" || (theme !== "light" && NIGHT.matches)
this.root.dataset.theme = dark ? "dark" : "light"
for (const [name, value] of Object.entries(tones(color, dark))) this.root.style.setProperty(name, value)
}
changed() {
if (this.drawing) return
this.drawing = true
queueMicrotask(() => {
this.drawing = false
this.show()
})
}
show() {
const looked = this.isOpen && !document.hidden
if (looked && this.panel.log.atBottom) this.chat.read()
this.panel.sync()
const unread = looked ? 0 : this.chat.unread + (this.coming ? 1 : 0)
this.badge.textContent = unread > 99 ? "99+" : unread || ""
this.badge.hidden = !unread
if (!unread) this.untease()
const words = this.isOpen ? "close_chat" : unread ? "open_unread" : "open_chat"
this.button.setAttribute("aria-label", this.speech.say(words, { n: unread }))
this.attention.count(unread)
if (unread !== this.told) this.hear("unread", unread)
this.told = unread
}
came(message) {
this.hear("message", { from: message.from, name: message.name, text: message.text, at: message.at })
const name = message.name || this.speech.say(message.from === "agent" ? "team" : "assistant")
if (message.from === "system") return this.announce(message.text)
if (this.chat.tabs.line && (!this.isOpen || document.hidden)) setTimeout(() => this.chat.unread && this.attention.beep(), OTHERS_LOOK_MS)
this.announce(this.speech.say("new_from", { name, text: message.text ?? "" }))
if (!this.isOpen && !this.host.hidden) this.tease(name, message.text)
return undefined
}
announce(words) {
this.live.textContent = ""
setTimeout(() => (this.live.textContent = words), 60)
}
toggle() {
if (this.isOpen) this.close()
else this.open()
}
open({ text = "", quiet = false } = {}) {
this.host.hidden = false
if (text) this.panel.composer.fill(text)
if (this.isOpen) return
this.isOpen = true
this.untease()
this.coming = null
this.panel.box.hidden = false
this.root.classList.add("open")
this.button.setAttribute("aria-expanded", "true")
this.store.set("open", true, "sessionStorage")
this.phone.show(true)
this.chat.listen(true)
this.panel.sync()
this.panel.log.toEnd(true)
if (!quiet) this.panel.focusFirst()
this.changed()
this.hear("open")
}
close() {
if (!this.isOpen || this.whole) return
const within = this.panel.box.contains(this.host.shadowRoot.activeElement)
this.isOpen = false
this.leaving = false
this.panel.box.hidden = true
this.root.classList.remove("open")
this.button.setAttribute("aria-expanded", "false")
this.store.drop("open", "sessionStorage")
this.phone.show(false)
this.chat.listen(false)
if (within) this.button.focus({ preventScroll: true })
this.changed()
this.hear("close")
}
tease(name, text) {
const open = el("button", { type: "button", class: "say", onclick: () => this.open() }, el("b", {}, name), el("span", {}, text || this.speech.say("new_file")))
const away = el("button", { type: "button", class: "away", "aria-label": this.speech.say("dismiss"), onclick: () => this.dismiss() }, icon("close"))
this.teaser.replaceChildren(bars("small"), open, away)
this.teaser.hidden = false
clearTimeout(this.teased)
if (!this.coming) this.teased = setTimeout(() => this.untease(), TEASER_MS)
}
untease() {
clearTimeout(this.teased)
this.teaser.hidden = true
}
dismiss() {
this.untease()
this.coming = null
this.store.drop("rule", "sessionStorage")
this.button.focus({ preventScroll: true })
this.changed()
}
comeForward(rule) {
this.coming = rule
this.store.set("rule", rule.id, "sessionStorage")
this.tease(this.settings.title, rule.text)
this.panel.greeting.replaceChildren(el("p", {}, rule.text))
this.announce(`${this.settings.title}: ${rule.text}`)
this.changed()
}
moved() {
this.rules.arrive()
this.chat.moved(location.href, document.title)
}
async answer(values) {
this.store.set("answers", values)
this.answered = true
this.changed()
this.panel.sync()
this.panel.focusFirst()
}
async leave({ name, email, text, ...answers }) {
if (!this.chat.token) await this.chat.begin({ answers: { ...this.store.get("answers"), ...answers, name, email } })
await this.chat.deed("/leave", { email, name, text })
this.leaving = false
this.changed()
}
leaveInstead() {
this.leaving = true
this.panel.sync()
this.panel.log.toEnd(true)
this.panel.log.after.querySelector("input")?.focus()
}
stay() {
this.leaving = false
this.panel.sync()
this.panel.focusFirst()
}
startAnew() {
this.attempt(async () => {
await this.chat.anew()
this.panel.focusFirst()
})
}
forget() {
this.chat.forget(true)
this.answered = false
this.store.drop("draft", "sessionStorage")
this.panel.composer.fill("")
this.changed()
}
async attempt(deed, button) {
if (button) button.disabled = true
this.panel.notice("")
try {
await deed()
} catch (trouble) {
this.panel.notice((trouble.status && trouble.message) || this.speech.say(trouble.status === 0 ? "no_line" : "trouble"))
} finally {
if (button) button.disabled = false
}
}
identify(identity) {
this.identity = identity?.id ? identity : null
if (this.identity) this.chat.identified(this.identity).catch(() => {})
this.changed()
}
rejected() {
this.identity = null
console.warn("Escalera: the identity's hash is wrong; the visitor stays unknown.")
this.changed()
}
shutdown() {
this.identity = null
this.forget()
this.close()
this.untease()
}
hide(hidden) {
if (hidden) this.close()
this.host.hidden = hidden
this.changed()
}
}
function dress(shadow, nonce) {
try {
const sheet = new CSSStyleSheet()
sheet.replaceSync(STYLE)
shadow.adoptedStyleSheets = [sheet]
} catch {
const style = el("style", nonce ? { nonce } : {})
style.textContent = STYLE
shadow.append(style)
}
}
return { Widget }
})()
const {  } = (() => {
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
const ready = new Promise((go) => {
if (document.readyState === "complete") return go()
addEventListener("load", go, { once: true })
return setTimeout(go, 3_000)
})
begin(tag, ready)
}
return {  }
})()
})()
