// Steps are put elsewhere with the mouse: a step drawn onto an arrow's dot stands there, a dot drawn onto a step leads there. With
// the keyboard, Alt and the arrows move the step that has the focus; the step's form can do all of it without either.

const NEAR = 40 // pixels
const ARROWS = { ArrowUp: "up", ArrowDown: "down" }

export class ProcedureMap extends HTMLElement {
  connectedCallback() {
    this.place = this.querySelector(".drawing-place")
    this.addEventListener("pointerdown", (event) => this.take(event))
    this.addEventListener("keydown", (event) => this.keyed(event))
    this.addEventListener("click", (event) => this.drew && event.preventDefault(), true)
    this.addEventListener("dragstart", (event) => event.preventDefault()) // the browser would draw the link
    this.show(document.getElementById(location.hash.replace("#moved-", "at-")))
  }

  show(moved) {
    moved?.focus({ preventScroll: true })
    const here = (moved ?? this.querySelector(".step-box[aria-current]"))?.getBoundingClientRect()
    const { left, top, width, height } = this.place.getBoundingClientRect()
    if (here) this.place.scrollBy(here.left + here.width / 2 - left - width / 2, here.top + here.height / 2 - top - height / 2)
  }

  take(event) {
    this.drew = false
    this.over = undefined
    const thing = event.target.closest?.("[data-step], [data-dot]")
    if (!thing || event.button !== 0 || event.pointerType === "touch") return
    const stop = new AbortController()
    const leave = (done) => {
      stop.abort()
      thing.removeAttribute("transform")
      thing.removeAttribute("data-drawn")
      this.over?.removeAttribute("data-over")
      if (done && this.over) this.send(thing, this.over)
    }
    window.addEventListener("pointermove", (now) => this.draw(thing, event, now), stop)
    window.addEventListener("pointerup", () => leave(true), stop)
    window.addEventListener("pointercancel", () => leave(false), stop)
    window.addEventListener("keydown", ({ key }) => key === "Escape" && leave(false), stop)
  }

  draw(thing, from, now) {
    const [x, y] = [now.clientX - from.clientX, now.clientY - from.clientY]
    if (!this.drew && Math.hypot(x, y) < 6) return
    this.drew = true
    thing.setAttribute("transform", `translate(${x} ${y})`)
    thing.setAttribute("data-drawn", "")
    this.over?.removeAttribute("data-over")
    this.over = thing.dataset.step ? this.dotAt(thing.dataset.step, now) : this.stepAt(thing.dataset, now)
    this.over?.setAttribute("data-over", "")
  }

  dotAt(step, { clientX, clientY }) {
    const far = (dot) => {
      const { left, top, width, height } = dot.getBoundingClientRect()
      return Math.hypot(left + width / 2 - clientX, top + height / 2 - clientY)
    }
    const dots = [...this.querySelectorAll("[data-dot]")].filter(({ dataset }) => dataset.source !== step && dataset.target !== step)
    const nearest = dots.sort((one, other) => far(one) - far(other))[0]
    return nearest && far(nearest) < NEAR ? nearest : undefined
  }

  stepAt({ source, target }, { clientX, clientY }) {
    const found = document.elementFromPoint(clientX, clientY)?.closest("[data-step]")
    return found && ![source, target].includes(found.dataset.step) ? found : undefined
  }

  send(thing, over) {
    const isStep = "step" in thing.dataset
    this.ask(isStep ? "place" : "lead", (isStep ? thing : over).dataset.step, (isStep ? over : thing).dataset.dot)
  }

  keyed(event) {
    const step = event.target.closest?.("[data-step]")?.dataset.step
    if (!step || !event.altKey || !(event.key in ARROWS)) return
    event.preventDefault()
    this.ask(ARROWS[event.key], step, "")
  }

  ask(does, step, place) {
    const form = this.querySelector("form")
    for (const [name, value] of Object.entries({ do: does, step, place })) form.elements[name].value = value
    form.requestSubmit()
  }
}
