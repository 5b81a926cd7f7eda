// What this browser keeps for one channel. A store that is full or forbidden is a store in memory.

export class Store {
  constructor(channel) {
    this.prefix = `escalera:${channel}:`
    this.spare = new Map()
    // Another tab changed something: hear(name, value).
    addEventListener("storage", (event) => {
      if (event.storageArea !== kept("localStorage") || !event.key?.startsWith(this.prefix)) return
      this.hear?.(event.key.slice(this.prefix.length), read(event.newValue))
    })
  }

  get(name, where = "localStorage") {
    try {
      return read(kept(where).getItem(this.prefix + name)) ?? this.spare.get(name) ?? null
    } catch {
      return this.spare.get(name) ?? null
    }
  }

  set(name, value, where = "localStorage") {
    try {
      kept(where).setItem(this.prefix + name, JSON.stringify(value))
      this.spare.delete(name)
    } catch {
      this.spare.set(name, value)
    }
  }

  drop(name, where = "localStorage") {
    this.spare.delete(name)
    try {
      kept(where).removeItem(this.prefix + name)
    } catch {} // it was in memory only
  }

  names(beginning) {
    const found = new Set([...this.spare.keys()])
    try {
      for (const key of Object.keys(kept("localStorage"))) {
        if (key.startsWith(this.prefix)) found.add(key.slice(this.prefix.length))
      }
    } catch {} // only what is in memory
    return [...found].filter((name) => name.startsWith(beginning))
  }
}

function kept(where) {
  return window[where]
}

function read(text) {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
