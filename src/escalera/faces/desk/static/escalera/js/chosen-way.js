// What was chosen for an answer, as the server keeps it with the draft: the way (only where it is not the one that stands ready),
// the template with what is filled into its places, and the message that is answered.

export function chosenWay(composer) {
  const through = composer.querySelector("reply-way")
  if (!through) return {}
  const template = through.querySelector("[name=template]:enabled")
  const places = [...through.querySelectorAll("[data-place]")].map((one) => [one.name, one.value])
  const answers = through.querySelector("[name=answers]")
  return { way: through.dataset.chosen ?? "", template: template?.value ?? "", answers: answers?.value ?? "", ...Object.fromEntries(places) }
}

// What this device kept stands in the places again, if the same template is shown.
export function fillAgain(composer, chosen) {
  const now = chosenWay(composer)
  if (!chosen?.template || chosen.template !== now.template) return false
  const places = [...composer.querySelectorAll("reply-way [data-place]")].filter((one) => one.name in chosen && one.value !== chosen[one.name])
  for (const one of places) {
    one.value = chosen[one.name]
    one.dispatchEvent(new Event("input", { bubbles: true }))
  }
  return places.length > 0
}
