// Looks for a number whose hash with the token begins with enough zero bits.
const BATCH = 256

addEventListener("message", async (event) => {
  const { token, bits } = event.data
  for (let from = 0; ; from += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_none, place) => from + place)
    const hashes = await Promise.all(numbers.map((number) => hash(`${token}.${number}`)))
    const place = hashes.findIndex((one) => new DataView(one).getUint32(0) >>> (32 - bits) === 0)
    if (place >= 0) return postMessage(String(from + place))
  }
})

function hash(text) {
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
}
