{% autoescape off %}// Without network: the shell and a page that says so. Pages themselves are never kept: they are people's letters.
const GIVEN = {{ given }}
{% endautoescape %}const SHELL = `shell-${GIVEN.version}`
const NOTES = "notes" // one entry: the language that pages were shown in last
const PORTAL = /^\/(?:portal|t)\//

self.addEventListener("install", (event) => {
  const pages = Object.values(GIVEN.pages).flatMap((one) => Object.values(one))
  const keep = async () => {
    const cache = await caches.open(SHELL)
    await cache.addAll([...GIVEN.files, ...pages].map((url) => new Request(url, { cache: "reload", credentials: "omit" })))
    await self.skipWaiting()
  }
  event.waitUntil(keep())
})

self.addEventListener("activate", (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) if (name !== SHELL && name !== NOTES) await caches.delete(name)
    await self.clients.claim()
  }
  event.waitUntil(clean())
})

self.addEventListener("fetch", (event) => {
  const { request } = event
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => offlinePage(request)))
  else if (GIVEN.files.includes(new URL(request.url).pathname)) event.respondWith(fetch(request).catch(() => kept(request)))
})

async function offlinePage(request) {
  const pages = GIVEN.pages[PORTAL.test(new URL(request.url).pathname) ? "portal" : "desk"]
  const note = await (await caches.open(NOTES)).match("/language")
  const language = note ? await note.text() : GIVEN.usual
  const page = await caches.match(pages[language] ?? pages[GIVEN.usual])
  // the kept answer stands at another address: a fresh one with its words stays at this one
  return page ? new Response(page.body, { headers: page.headers }) : Response.error()
}

const kept = async (request) => (await caches.match(request, { ignoreSearch: true })) ?? Response.error()

self.addEventListener("message", (event) => {
  const { language } = event.data ?? {}
  if (typeof language !== "string" || language.length > 10) return
  const note = async () => (await caches.open(NOTES)).put("/language", new Response(language))
  event.waitUntil(note())
})

self.addEventListener("push", (event) => event.waitUntil(show(event)))

async function show(event) {
  let told
  try {
    told = event.data.json()
  } catch {
    return
  }
  if (told.silent) for (const old of await self.registration.getNotifications({ tag: told.tag })) old.close()
  const pages = await self.clients.matchAll({ type: "window" })
  if (!told.always && pages.some((page) => page.focused && !PORTAL.test(new URL(page.url).pathname))) return // the bell says it
  await self.registration.showNotification(told.title, {
    body: told.body,
    tag: told.tag,
    silent: told.silent === true,
    icon: "/icons/any-192.png",
    badge: "/icons/maskable-192.png",
    data: { url: told.url },
  })
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close()
  const url = new URL(event.notification.data?.url ?? "/desk/", location.origin)
  if (url.origin === location.origin) event.waitUntil(go(url.href))
})

async function go(url) {
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true })
  const desk = pages.find((page) => new URL(page.url).pathname.startsWith("/desk/notifications")) ?? null
  if (desk) return (await desk.focus()).navigate(url)
  return self.clients.openWindow(url)
}
