// Behaviour of the customers' pages: each element starts itself.
import { LiveFeed } from "../escalera/js/live-feed.js"
import { ChatLog } from "./chat-log.js"
import { LivePart } from "./live-part.js"
import { ProofOfWork } from "./proof-of-work.js"
import { SendForm } from "./send-form.js"

customElements.define("chat-log", ChatLog)
customElements.define("live-feed", LiveFeed)
customElements.define("live-part", LivePart)
customElements.define("proof-of-work", ProofOfWork)
customElements.define("send-form", SendForm)

// One press sends once; the server counts the same form once in any case.
document.addEventListener("submit", (event) => {
  const button = event.target.querySelector("button:not([type])")
  if (button && event.target.method === "post") setTimeout(() => (button.disabled = true))
})
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button:disabled")) button.disabled = false
})

// Refusals of parts come with 4xx: their words are shown like any answer.
document.addEventListener("htmx:beforeSwap", (event) => {
  if ([403, 409, 422, 429].includes(event.detail.xhr.status)) event.detail.shouldSwap = true
})
