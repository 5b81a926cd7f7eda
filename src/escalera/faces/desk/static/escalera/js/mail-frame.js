// A mail in its original form: the frame runs no script, so this side gives it the height of its content.

const TALLEST_PX = 4000

export class MailFrame extends HTMLElement {
  connectedCallback() {
    this.frame = this.querySelector("iframe")
    this.fit = () => this.measure()
    this.frame.addEventListener("load", this.fit)
    this.measure()
  }

  disconnectedCallback() {
    this.frame.removeEventListener("load", this.fit)
  }

  measure() {
    const content = this.frame.contentDocument?.documentElement
    if (content?.scrollHeight > 1 && content.querySelector("[data-mail]")) {
      const tall = content.querySelector("[data-mail]").getBoundingClientRect().height + 28
      this.frame.style.height = `${Math.min(TALLEST_PX, tall)}px`
    }
  }
}
