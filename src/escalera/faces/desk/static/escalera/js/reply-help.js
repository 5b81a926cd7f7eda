// One click puts what may help into the reply: a link to an article, a canned answer, the words of a solved ticket.

export class ReplyHelp extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.take(event.target.closest("[data-put], [data-answer]")))
  }

  take(chosen) {
    const composer = document.querySelector("reply-composer")
    if (!chosen || !composer?.text) return
    composer.focusOn("reply")
    const menu = composer.querySelector("slash-menu")
    if ("answer" in chosen.dataset && menu) menu.take(chosen)
    else composer.put(chosen.querySelector("template").content.textContent)
  }
}
