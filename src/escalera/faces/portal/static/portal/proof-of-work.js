// When very many requests come in, a browser works a few seconds for its own: no riddle for the person.
export class ProofOfWork extends HTMLElement {
  connectedCallback() {
    this.words = this.querySelector("[data-working]")
    this.words.textContent = this.words.dataset.working
    this.button = this.closest("form").querySelector("button:not([type])")
    this.button.disabled = true
    this.worker = new Worker(this.getAttribute("worker"))
    this.worker.addEventListener("message", (event) => this.found(event.data))
    this.worker.postMessage({ token: this.getAttribute("token"), bits: Number(this.getAttribute("bits")) })
  }

  disconnectedCallback() {
    this.worker?.terminate()
  }

  found(nonce) {
    this.querySelector("[name=nonce]").value = nonce
    this.words.textContent = this.words.dataset.done
    this.button.disabled = false
  }
}
