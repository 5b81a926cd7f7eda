// A beep and a number in the title, for somebody who looks elsewhere. No sound before the visitor has touched the page.

export class Attention {
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

  // The title is the host's: only what was put before it is taken away again.
  count(unread) {
    const mark = unread && document.hidden ? `(${unread}) ` : ""
    if (mark === this.mark) return
    const title = this.mark && document.title.startsWith(this.mark) ? document.title.slice(this.mark.length) : document.title
    document.title = mark + title
    this.mark = mark
  }
}
