// How something is shown (drawn, or as a list) is a choice that this browser remembers. `narrow`: the choice of a phone that has
// not chosen yet. The style sheet does the rest.

export class ShownAs extends HTMLElement {
  connectedCallback() {
    const choices = [...this.querySelectorAll("input[type='radio']")]
    const key = `escalera.${choices[0]?.name}`
    const known = localStorage.getItem(key) ?? (matchMedia("(max-width: 760px)").matches ? this.getAttribute("narrow") : "")
    for (const one of choices) {
      if (one.value === known) one.checked = true
      one.addEventListener("change", () => localStorage.setItem(key, one.value))
    }
  }
}
