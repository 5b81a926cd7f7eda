// Calls to the desk, across origins and without cookies: the token goes in a header.

const PATIENCE_MS = 20_000

// What went wrong. `status` 0: no answer at all; `again`: trying later may help; `after_ms`: not before.
export class Trouble extends Error {
  constructor(status, said = {}, after = null) {
    super(typeof said.error === "string" ? said.error : "")
    this.status = status
    this.code = said.code ?? ""
    this.again = status === 0 || status === 408 || status === 429 || status >= 500
    this.dead = status === 401 || status === 404
    this.after_ms = Number(after) > 0 ? Math.min(Number(after), 300) * 1000 : 0
  }
}

export class Wire {
  // `token()` answers the session's token or null.
  constructor(desk, token) {
    this.desk = desk
    this.token = token
  }

  address(path) {
    return new URL(path, this.desk).href
  }

  headers(more = {}) {
    const token = this.token()
    return token ? { Authorization: `Bearer ${token}`, ...more } : more
  }

  async call(method, path, body) {
    const ending = new AbortController()
    const bell = setTimeout(() => ending.abort(), PATIENCE_MS)
    let answer
    let said
    try {
      answer = await fetch(this.address(path), {
        method,
        headers: this.headers(body === undefined ? {} : { "Content-Type": "application/json" }),
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: "omit",
        cache: path.includes("/settings") ? "default" : "no-store",
        signal: ending.signal,
        keepalive: method === "DELETE",
      })
      said = answer.status === 204 ? {} : await answer.json().catch(() => ({}))
    } catch {
      throw new Trouble(0)
    } finally {
      clearTimeout(bell)
    }
    if (!answer.ok) throw new Trouble(answer.status, said ?? {}, answer.headers.get("Retry-After"))
    return said
  }

  // A file with its progress (0…1); `hold` gets a function that stops it.
  upload(path, file, key, progress, hold) {
    return new Promise((done, fail) => {
      const request = new XMLHttpRequest()
      const form = new FormData()
      form.append("key", key)
      form.append("file", file, file.name || "file")
      request.open("POST", this.address(path))
      for (const [name, value] of Object.entries(this.headers())) request.setRequestHeader(name, value)
      request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total)
      request.onload = () => {
        let said = {}
        try {
          said = JSON.parse(request.responseText)
        } catch {} // a proxy's page, say: the status tells
        if (request.status >= 200 && request.status < 300) done(said)
        else fail(new Trouble(request.status, said, request.getResponseHeader("Retry-After")))
      }
      request.onerror = request.ontimeout = request.onabort = () => fail(new Trouble(0))
      hold(() => request.abort())
      request.send(form)
    })
  }
}

// Before trying for the n-th time again: doubles from 1 s to 60 s, and is never the same for two.
export function pause(tries, least = 0) {
  return Math.max(least, Math.min(60_000, 1000 * 2 ** tries) * (0.5 + Math.random() / 2))
}
