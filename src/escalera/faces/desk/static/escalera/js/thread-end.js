// A conversation opens at the message that the address names, else at its newest word; while its reader stands there it stays there when more comes.

const NEAR_PX = 120

export class ThreadEnd extends HTMLElement {
  connectedCallback() {
    const scroller = this.closest(".scroll")
    if (!scroller) return
    const number = this.getAttribute("ticket")
    const aim = location.hash.startsWith("#message-") && document.getElementById(location.hash.slice(1))
    if (aim && scroller.dataset.shows !== number) scroller.dataset.atEnd = "no"
    if (aim && scroller.dataset.shows !== number) aim.scrollIntoView({ block: "start" })
    else if (scroller.dataset.shows !== number || scroller.dataset.atEnd !== "no") scroller.scrollTop = scroller.scrollHeight
    scroller.dataset.shows = number
    scroller.onscroll = () => {
      const left = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight
      scroller.dataset.atEnd = left < NEAR_PX ? "yes" : "no"
    }
  }
}
