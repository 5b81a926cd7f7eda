// What this device keeps of a draft until the server has it. A store that is full or forbidden keeps nothing, quietly.

export function remember(slot, draft) {
  try {
    localStorage.setItem(slot, JSON.stringify(draft))
  } catch {} // the server keeps it
}

export function kept(slot) {
  try {
    return JSON.parse(localStorage.getItem(slot))
  } catch {
    return null
  }
}

export function forget(slot) {
  try {
    localStorage.removeItem(slot)
  } catch {} // nothing was kept
}
