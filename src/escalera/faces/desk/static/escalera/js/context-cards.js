// Cards of the context column fold; which of them are folded, this browser remembers for every ticket.

const KEY = "escalera.cards"

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {}
  } catch {
    return {}
  }
}

export class ContextCards extends HTMLElement {
  connectedCallback() {
    const known = remembered()
    for (const card of this.querySelectorAll(":scope > details[data-card]")) {
      const asked = card.querySelector("[aria-invalid]") // what has to be filled in is never folded away
      if (card.dataset.card in known && !asked) card.open = known[card.dataset.card]
      card.querySelector("summary").addEventListener("click", () => this.note(card.dataset.card, !card.open))
    }
  }

  note(name, open) {
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...remembered(), [name]: open }))
    } catch {
      // a browser that keeps nothing shows the cards as they come
    }
  }
}
