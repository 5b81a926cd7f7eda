// Puts the form of a desk where this script stands: <script async src="https://desk/form.js" data-form="KEY"></script>
// Everything runs in a frame of the desk; the page around it lends only the place. data-language, data-subject, data-name,
// data-email and data-about fill it in; data-into names an element to put it in.
;(() => {
  const script = document.currentScript
  const key = script?.dataset.form
  if (!key) return
  const desk = new URL(script.src)
  const asked = new URLSearchParams({ page: location.href.slice(0, 500) })
  const { language = document.documentElement.lang, into, title = "" } = script.dataset
  if (language) asked.set("language", language)
  for (const name of ["subject", "name", "email", "about", "text"]) if (script.dataset[name]) asked.set(name, script.dataset[name])

  const frame = document.createElement("iframe")
  frame.src = `${desk.origin}${desk.pathname.replace(/form\.js$/, "")}form/${encodeURIComponent(key)}/?${asked}`
  frame.title = title || script.dataset.title || "Escalera"
  frame.loading = "lazy"
  frame.width = "100%"
  frame.height = "720"
  frame.setAttribute("frameborder", "0")
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== desk.origin || source !== frame.contentWindow || data?.escaleraForm !== "height") return
    frame.height = String(Math.min(6000, Math.max(200, Math.ceil(Number(data.height) || 0))))
  })
  const place = into ? document.querySelector(into) : null
  if (place) place.append(frame)
  else script.after(frame)
})()
