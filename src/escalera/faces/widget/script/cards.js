// What stands at the conversation's end: where it is now, or the one thing that is asked of the visitor.

import { bars, el, icon } from "./dom.js"
import { drawForm } from "./forms.js"
import { link } from "./rich.js"

// Which of the states of `cards` it is: blocked, questions, leave, asking, queue, left, ended, talk.
export function phase({ chat, settings, identity, leaving, answered }) {
  const stage = chat.state?.stage
  if (settings.identity_required && !identity) return "blocked"
  if (stage === "ended") return "ended"
  if (stage === "left") return "left"
  if (leaving || (deserted(chat, settings) && !chat.state?.ticket)) return "leave"
  if (stage === "asking" && chat.state.wants?.length) return "asking"
  if (stage === "queue" && chat.state.ticket) return "queue"
  if (!chat.token && !answered && !chat.outbox.items.length && unasked(settings, identity).length) return "questions"
  return "talk"
}

// Nobody is there, not even the assistant.
function deserted(chat, settings) {
  return !settings.assistant && !(chat.state ?? settings).online
}

export function unasked(settings, identity) {
  return (settings.questions ?? []).filter((question) => !identity?.[question.name])
}

export const CARDS = {
  blocked: ({ speech }) => el("div", { class: "card" }, el("p", {}, speech.say("sign_in_first"))),

  questions: (ui) =>
    drawForm({ fields: unasked(ui.settings, ui.identity), action: ui.speech.say("start"), send: (said) => ui.answer(said) }, ui.speech),

  asking: ({ speech, chat }) =>
    drawForm(
      {
        title: speech.say("who_title"),
        text: speech.say("who_text"),
        fields: chat.state.wants.map((name) => ({ name, label: speech.say(name), kind: name === "email" ? "email" : "text", required: true })),
        action: speech.say("go_on"),
        send: (answers) => chat.deed("/person", { answers }),
      },
      speech,
    ),

  leave: (ui) => {
    const { speech, settings, identity, chat } = ui
    return drawForm(
      {
        title: speech.say("leave_title"),
        text: [away(settings, speech), speech.say("leave_text")].filter(Boolean).join(" "),
        fields: [
          { name: "name", label: speech.say("name"), kind: "text", value: identity?.name },
          { name: "email", label: speech.say("email"), kind: "email", required: true, value: identity?.email },
          ...(chat.token ? [] : unasked(settings, identity).filter(({ name }) => name !== "name" && name !== "email")),
          { name: "text", label: speech.say("message"), kind: "long", required: !chat.messages.some(({ from }) => from === "visitor") },
        ],
        action: speech.say("leave_send"),
        cancel: ui.leaving ? () => ui.stay() : null,
        send: (said) => ui.leave(said),
      },
      speech,
    )
  },

  queue: ({ speech, chat }) => {
    const { position, wait_s } = chat.state.queue ?? {}
    const title = position === 1 ? speech.say("queue_next") : position ? speech.say("queue", { n: position }) : speech.say("queue_some")
    const card = el("div", { class: "card queue" }, bars("stairs", position ? Math.max(1, 5 - Math.min(4, position)) : 1))
    card.append(el("div", {}, el("b", {}, title), wait_s != null && el("p", { class: "soft" }, speech.say("wait", { wait: speech.span(wait_s) }))))
    return card
  },

  left: ({ speech, chat }) => {
    const { ticket, follow_url } = chat.state
    const words = el("div", {}, el("b", {}, ticket ? speech.say("left_number", { n: ticket }) : speech.say("left_title")), el("p", { class: "soft" }, speech.say("left_text")))
    if (follow_url) words.append(el("p", {}, link(follow_url, speech.say("follow"))))
    return el("div", { class: "card done" }, icon("mail"), words)
  },

  ended: (ui) => {
    const { speech, chat } = ui
    const card = el("div", { class: "card ended" }, el("b", {}, speech.say("ended")))
    if (chat.state.follow_url) card.append(el("p", {}, link(chat.state.follow_url, speech.say("follow"))))
    card.append(el("button", { type: "button", class: "primary", onclick: () => ui.startAnew() }, speech.say("new_chat")))
    return card
  },

  talk: () => null,
}

function away(settings, speech) {
  return settings.back_at ? speech.say("back", { when: speech.back(settings.back_at) }) : ""
}

// The line under the name: where it stands, in few words.
export function standing({ chat, settings, speech }) {
  const { stage, queue, agent, online } = chat.state ?? { online: settings.online }
  if (chat.token && chat.line === "lost") return speech.say("no_line")
  if (stage === "agent") return agent?.name ? settings.title : speech.say("here")
  if (stage === "queue" && queue) return queue?.position > 1 ? speech.say("queue", { n: queue.position }) : speech.say("queue_next")
  if (stage === "left") return speech.say("by_mail")
  if (stage === "ended") return speech.say("ended")
  if (online && !stage && settings.wait_s != null && !settings.assistant) return speech.say("wait", { wait: speech.span(settings.wait_s) })
  if (settings.assistant && stage !== "asking") return speech.say(online ? "assistant_first" : "assistant_only")
  return online ? speech.say("here") : away(settings, speech) || speech.say("away")
}
