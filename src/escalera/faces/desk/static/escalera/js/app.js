// Behaviour of the desk: each element starts itself, so nothing is to be done after htmx swaps.
import "./own-deeds-first.js"
import "./keep-open.js"
import "./keep-words.js"
import "./live-again.js"
import { LiveFeed } from "./live-feed.js"
import { TicketList } from "./ticket-list.js"
import { TicketSelection } from "./ticket-selection.js"
import { ReplyComposer } from "./reply-composer.js"
import { DraftKeeper } from "./draft-keeper.js"
import { FileTray } from "./file-tray.js"
import { SlashMenu } from "./slash-menu.js"
import { MentionBox } from "./mention-box.js"
import { HeldReply } from "./held-reply.js"
import { NewWords } from "./new-words.js"
import { MailFrame } from "./mail-frame.js"
import { MomentAgo } from "./moment-ago.js"
import { DeskKeys } from "./desk-keys.js"
import { SearchBox } from "./search-box.js"
import { CommandPalette } from "./command-palette.js"
import { ThreadEnd } from "./thread-end.js"
import { ContextCards } from "./context-cards.js"
import "./keep-writing.js"
import { TicketPresence } from "./ticket-presence.js"
import { NoticeBell } from "./notice-bell.js"
import { PushSwitch } from "./push-switch.js"
import { WeekHours } from "./week-hours.js"
import { CallTimer } from "./call-timer.js"
import { ClockLeft } from "./clock-left.js"
import { ReplyWay } from "./reply-way.js"
import { WindowLeft } from "./window-left.js"
import { OfferLeft } from "./offer-left.js"
import { OrderList } from "./order-list.js"
import { ProcedureStep } from "./procedure-step.js"
import { ProcedureMap } from "./procedure-map.js"
import { MoreRows } from "./more-rows.js"
import { ShownAs } from "./shown-as.js"
import "./unsaved-words.js"
import { ReplyHelp } from "./reply-help.js"
import { ArticleEditor } from "./article-editor.js"
import { FindChoice } from "./find-choice.js"
import "./page.js"
import "./installed.js"

customElements.define("live-feed", LiveFeed)
customElements.define("ticket-list", TicketList)
customElements.define("ticket-selection", TicketSelection)
customElements.define("reply-composer", ReplyComposer)
customElements.define("draft-keeper", DraftKeeper)
customElements.define("file-tray", FileTray)
customElements.define("slash-menu", SlashMenu)
customElements.define("mention-box", MentionBox)
customElements.define("held-reply", HeldReply)
customElements.define("new-words", NewWords)
customElements.define("mail-frame", MailFrame)
customElements.define("moment-ago", MomentAgo)
customElements.define("desk-keys", DeskKeys)
customElements.define("search-box", SearchBox)
customElements.define("command-palette", CommandPalette)
customElements.define("thread-end", ThreadEnd)
customElements.define("context-cards", ContextCards)
customElements.define("ticket-presence", TicketPresence)
customElements.define("notice-bell", NoticeBell)
customElements.define("push-switch", PushSwitch)
customElements.define("week-hours", WeekHours)
customElements.define("clock-left", ClockLeft)
customElements.define("call-timer", CallTimer)
customElements.define("reply-way", ReplyWay)
customElements.define("window-left", WindowLeft)
customElements.define("offer-left", OfferLeft)
customElements.define("order-list", OrderList)
customElements.define("article-editor", ArticleEditor)
customElements.define("procedure-step", ProcedureStep)
customElements.define("procedure-map", ProcedureMap)
customElements.define("more-rows", MoreRows)
customElements.define("shown-as", ShownAs)
customElements.define("reply-help", ReplyHelp)
customElements.define("find-choice", FindChoice)
