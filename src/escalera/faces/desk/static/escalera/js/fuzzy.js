// Finds words by some of their letters, in order, whatever their case and accents.

export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()

// How well the letters stand in the words, in order: lower is better, null is not at all.
export function distance(words, letters) {
  const at = words.indexOf(letters)
  if (at >= 0) return at ? 1 + (words[at - 1] === " " ? 0 : 1) : 0
  let [place, gaps] = [-1, 3]
  for (const letter of letters.replaceAll(" ", "")) {
    const next = words.indexOf(letter, place + 1)
    if (next < 0) return null
    gaps += next - place - 1
    place = next
  }
  return gaps
}
