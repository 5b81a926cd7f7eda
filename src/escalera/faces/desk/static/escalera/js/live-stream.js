// One live stream of the server: goes on where it stood after sleep or a lost network, and says when it is gone.
// The place in the log is the id of the last hint; with it the server tells what was missed, each thing once.

const SILENT_MS = 40_000 // the server speaks every 15 s: so long a silence means that the line is dead
const TICK_MS = 5_000
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000]

export class LiveStream {
  // `hear`: { hint({ topics, spread, mark }), here(back), lost() }; `mark`: where the page stands
  constructor(src, mark, hear) {
    this.url = new URL(src, location.href)
    this.mark = mark || this.url.searchParams.get("after")
    this.hear = hear
    this.tries = 0
    this.wake = () => this.gone && this.open()
    addEventListener("online", this.wake)
    this.doubt = () => this.open() // a dead line says nothing by itself: asking anew tells at once
    addEventListener("offline", this.doubt)
    this.tick = setInterval(() => this.watch(), TICK_MS)
    this.open()
  }

  close() {
    clearInterval(this.tick)
    clearTimeout(this.retry)
    removeEventListener("online", this.wake)
    removeEventListener("offline", this.doubt)
    this.source?.close()
  }

  open() {
    clearTimeout(this.retry)
    this.source?.close()
    if (this.mark) this.url.searchParams.set("after", this.mark)
    const source = new EventSource(this.url)
    source.addEventListener("open", () => this.opened())
    source.addEventListener("hint", (event) => this.hinted(event))
    source.addEventListener("resync", (event) => this.hinted(event))
    source.addEventListener("here", (event) => this.noted(event))
    source.addEventListener("error", () => this.lost(source))
    this.source = source
    this.heard = Date.now()
  }

  opened() {
    this.heard = Date.now()
    this.tries = 0
    this.hear.here(this.gone === true)
    if (!this.mark && !this.known) this.hear.hint({ topics: ["resync"], spread: 0, mark: "" })
    this.known = true
    this.gone = false
  }

  noted(event) {
    this.heard = Date.now()
    this.mark = event.lastEventId || this.mark
  }

  hinted(event) {
    this.noted(event)
    let told = { topics: ["resync"] }
    try {
      told = JSON.parse(event.data)
    } catch {} // what cannot be read may be anything
    this.hear.hint({ topics: told.topics ?? [], spread: told.spread ?? 0, mark: this.mark })
  }

  lost(source) {
    if (source !== this.source) return
    this.gone = true
    this.hear.lost()
    if (source.readyState !== EventSource.CLOSED) return // the browser tries again by itself
    clearTimeout(this.retry)
    this.retry = setTimeout(() => this.open(), RETRY_MS[Math.min(this.tries++, RETRY_MS.length - 1)])
  }

  watch() {
    if (Date.now() - this.heard < SILENT_MS || this.source.readyState === EventSource.CLOSED) return
    this.gone = true
    this.open()
  }
}
