// Where the visitor is on the host's site, also when that site changes its address without loading a page. The host's
// own `history` is left as it is.

const LOOK_MS = 1_000

export class Places {
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
