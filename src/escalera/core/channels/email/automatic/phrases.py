"""The words that tell a machine's mail from a person's, as tables: one place to add a server or a language."""

import re

# The sender is a mail system.
MACHINE_ADDRESS = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|post[-_.]?master|mdaemon|maildelivery\w{0,15}|"
    r"mail[-_.]?delivery[\w.-]*|ndr|"
    r"microsoftexchange[0-9a-f]{8,}|bounces?|bounce-handler|mail[-_.]?administrator|mailadm\w{0,15}|"
    r"imss|symantec_\w+|"
    r"[\w.-]{0,40}smtp[\w.-]{0,40}|mail_?system|delivery[-_.]?(?:status|subsystem|service)|"
    r"returned[-_.]?mail)(?:@|$)"
)
MACHINE_NAME = re.compile(
    r"mail(?:er)?[- ]?daemon|mail delivery|postmaster|delivery (?:sub)?system|"
    r"system administrator|mail administrator|"
    r"mail system|internet mail|jetmail|microsoft outlook$|administrador del sistema|"
    r"administrador do sistema|"
    r"subsistema de entrega|sistema de entrega"
)
DAEMON = re.compile(r"mail(?:er)?[-_.]?daemon")
NO_REPLY = re.compile(
    r"^(?:[\w.+-]{0,30}[._+-])?(?:no|not|do[-_.]?not|dont|non?|ne|nicht|keine?)[-_.]?(?:reply|"
    r"responder?|responda|respuesta|resposta|"
    r"repondre|rispondere|antworten|antwort|replies|response)\d{0,4}(?:[._+-][\w.+-]{0,30})?@"
)

# Subjects of reports, at the start of the subject.
BOUNCE_SUBJECT = re.compile(
    r"(?:undeliver(?:able|ed)(?: mail| message| e-?mail|:|$)|un-?deliverable|non-?delivery|"
    r"returned mail|returned e-?mail|"
    r"mail (?:delivery )?(?:failed|failure|error|problem|system error|not delivered|"
    r"could not be delivered|delivery warning)|"
    r"delivery (?:status|notification|failure|failed|report|error|problem|has failed)|"
    r"delivery to .{1,80}(?:failed|delayed)|failure (?:notice|delivery)|failed (?:mail|delivery|message)|"
    r"(?:permanent|message) delivery (?:failure|error|has failed|delayed|status)|"
    r"message (?:delivery|delayed|not delivered|undeliverable|could not)|"
    r"(?:warning: )?(?:message|could not send message|mail) .{0,60}(?:delayed|"
    r"not yet been delivered)|delayed mail|"
    r"your message .{0,90}(?:could not be delivered|was not delivered|undeliverable)|"
    r"error (?:sending|delivering)|"
    r"automatically rejected mail|\[postmaster\]|no se (?:puede|pudo|ha podido) entregar|"
    r"no (?:se )?entregado|error (?:de|en la) entrega|"
    r"(?:correo|mensaje) (?:no entregado|devuelto|rechazado)|devoluci[oó]n (?:del?|"
    r"de) (?:correo|mensaje)|notificaci[oó]n de(?:l)? estado de (?:la )?entrega|"
    r"retrasad[oa]:|n[aã]o (?:foi poss[ií]vel entregar|entregue|entreg[aá]vel)|falha (?:na|"
    r"de) entrega|mensagem (?:n[aã]o entregue|devolvida)|"
    r"erro (?:na|de) entrega|notifica[cç][aã]o de (?:status|estado) de entrega|non remis|"
    r"(?:message|courrier) non (?:remis|distribu)|"
    r"[eé]chec de (?:la )?(?:remise|livraison|distribution)|non recapitabile|mancato recapito|"
    r"mancata consegna|unzustellbar|"
    r"nicht zustellbar|zustellung (?:fehlgeschlagen|verz[oö]gert)|onbestelbaar|niet bezorgd|"
    r"niedostarcz|ваше сообщение не доставлено|"
    r"недоставлен|メール配信|配信不能|エラーメール|系统退信|退信|mail error|processing error|"
    r".{0,80}\bdelivery failed\b|.{0,60}user unknown|"
    r".{0,60}non remis|.{0,100}could not be delivered)"
)
RE_PREFIX = re.compile(r"^\s*(?:re|aw|sv|antw|res|rv|rif)\s?(?:\[\d{1,3}\])?\s?:", re.IGNORECASE)
FORWARD_PREFIX = re.compile(r"^\s*(?:fwd?|wg|rv|enc|tr|i|doorst)\s?:", re.IGNORECASE)

# What a report says; searched in lower-case text with single spaces, before the returned mail begins.
FAILURE = re.compile(
    r"(?:could|can|was|were|has|have|did|will)(?: not|n.t|not) (?:yet )?(?:been |"
    r"be )?(?:deliver|reach|sen[dt]\b)|not (?:yet )?(?:been )?delivered|"
    r"unable to deliver|(?:wasn.t|were) (?:able|unable) to deliver|undeliverable|undelivered|"
    r"non-delivery|deliver\w{0,15} .{0,60}(?:failed|failure|error|delayed|postponed)|"
    r"delevery to|deliver\w{0,15} (?:problems|failed|failure|aborted)|failed (?:addresses|recipient|"
    r"permanently)|failure reasons|returned (?:mail|message|to sender)|"
    r"permanent(?: fatal)? errors?|had (?:permanent|delivery|fatal)|fatal errors|"
    r"transcript of (?:the )?session|error delivering|trouble delivering|"
    r"rejected (?:the )?recipient|automatically rejected|rejected by (?:the|a) (?:local|remote|"
    r"server)|address(?:\(es\)|es)? failed|addresses were not|"
    r"mailbox (?:is )?full|exceeds allowed size|unknown user|user unknown|no such user|"
    r"no longer valid|did not (?:exactly )?match|invalid final delivery|"
    r"have been returned|has been returned|error-for:|not accepting mail|"
    r"does not like recipient|remote host said|did not reach|"
    r"encountered .{0,30}error|message was rejected|not reach|"
    r"no (?:se )?(?:ha )?(?:pudo|puede|podido|pudieron) (?:ser )?entreg|no (?:ha )?(?:sido|"
    r"fue) entregad|error (?:de|en la|al) entreg|no se entreg[oó]|"
    r"n[aã]o (?:foi poss[ií]vel|p[oô]de|pode) (?:ser )?(?:entreg|enviad)|"
    r"n[aã]o (?:foi )?entregue|falha (?:na|de) entrega|falha ao entregar|"
    r"n'a pas pu [eê]tre|n'ont pas pu|[eé]chec de (?:la )?remise|konnte nicht (?:zugestellt|"
    r"[uü]bermittelt)|nicht zugestellt|unzustellbar|fehler bei der zustellung|"
    r"non [eè] stato possibile (?:consegnar|recapitar)|impossibile recapitare|"
    r"non [eè] stato recapitato|kon niet (?:worden )?(?:afgeleverd|bezorgd)|"
    r"не может быть доставлено|не доставлено|送信できませんでした|配信できませんでした|送信に失敗|"
    r"无法(?:发送|送达|投递)|無法(?:傳送|送達)|退信"
)
STILL_TRYING = re.compile(
    r"has been delayed|is delayed for|message delayed|delivery delayed|not yet been delivered|"
    r"attempts? will continue|(?:will|we will) (?:continue|be retried|keep trying|be attempted)|"
    r"warning message only|warning only|just a warning|still being retried|"
    r"temporary failure report|do not need to resend|will retry|postponed|"
    r"se ha retrasado|seguir[aá] intentando|continuar[aá] (?:intentando|tentando)|"
    r"est[aá] atrasad|foi adiad|wird weiter(?:hin)? versucht|verz[oö]gert sich|"
    r"a [eé]t[eé] retard[eé]|[eè] stata? ritardat"
)
GIVEN_UP = re.compile(
    r"permanent (?:error|failure)|giving up|given up|i'm not going to try|failed permanently|"
    r"no further (?:delivery )?attempts|"
    r"error permanente|erro permanente"
)

# From such a line on, the returned mail is shown (the line stripped of dashes and the like, lower-case).
RETURNED_FROM = re.compile(
    r"(?:below|included|enclosed|attached|attachment|here|this)\b.{0,40}\bis\b.{0,40}\b(?:copy|"
    r"header|headers|original)\b|"
    r"(?:the )?(?:original|returned|unsent|undelivered|source) (?:message|mail)(?: (?:info|text|"
    r"headers?|is))*[ :.=_*|>-]*$|"
    r"(?:the )?(?:original|returned|unsent|undelivered|source) (?:message|"
    r"mail).{0,30}\b(?:follows|following|attached|below|appended|as received)|"
    r"(?:message|mail) (?:headers?|text|body|log)(?:/\w+)? (?:follows?|suppressed|information)|"
    r"(?:original )?message headers?\b.{0,12}$|"
    r"(?:your|the) message reads|the (?:header|first \d+)|start of returned|returned (?:mail|"
    r"message)\b|old message:|copy of (?:the|your) (?:original )?message|"
    r"a (?:summary|copy) of the|header of the|the header and|message contents follow|"
    r"(?:la )?(?:cabecera|copia) del? mensaje|mensaje original|"
    r"mensagem original|encabezados? (?:del )?mensaje|cabe[cç]alhos? da mensagem|"
    r"message d'origine|en-t[eê]tes du message|urspr[uü]ngliche nachricht|messaggio originale|"
    r"no more than \S{1,8} characters|----- message header"
)
CONTACT = re.compile(
    r"contact|assistance|questions?|for help|support at|abuse@|further information|"
    r"sender address|from address|envelope-from|mail from:|unsubscribe|"
    r"write to|in case of|received from|generated by"
)

# Automatic replies. Ambiguous words count only as the whole subject or before a colon.
AUTO_SUBJECT = re.compile(
    r"(?:auto(?:matic|mated|matisch\w{0,15})?[- ]?(?:reply|response|respond\w{0,15}|antwort|answer)|"
    r"autoreply|automatic acknowledg\w+|auto[- ]?ack|"
    r"out[- ]of[- ](?:the[- ])?office(?: auto-?reply| reply| notification| message)?|ooo|"
    r"out of town|on vacation|vacation (?:reply|message|notice|response)|"
    r"away from (?:my|the) (?:mail|office|desk|email)|i am (?:currently )?(?:out of|away)|"
    r"fuera de (?:la )?oficina|respuesta autom[aá]tica|contestaci[oó]n autom[aá]tica|"
    r"auto-?respuesta|ausencia (?:de la oficina|temporal)|ausencia|ausente|de vacaciones|"
    r"estoy de vacaciones|"
    r"resposta autom[aá]tica|auto-?resposta|fora do? escrit[oó]rio|aus[eê]ncia(?: tempor[aá]ria|"
    r" do escrit[oó]rio)?|de f[eé]rias|em f[eé]rias|"
    r"resposta autom[aà]tica|fora de l'oficina|erantzun automatikoa|"
    r"abwesenheits?(?:notiz|nachricht|benachrichtigung|meldung)?|abwesend|automatische antwort|"
    r"nicht im b[uü]ro|au(?:ß|ss)er haus|im urlaub|"
    r"r[eé]ponse automatique|absence(?: du bureau)?|absent(?: du bureau)?|en cong[eé]s?|message d'absence|"
    r"risposta automatica|fuori (?:sede|ufficio)|assente|assenza dall'ufficio|"
    r"automatisch antwoord|afwezig(?:heid)?|niet aanwezig|"
    r"autosvar|automatiskt svar|automatisk svar|fr[aå]nvaro|frav[aæ]r|poissa|"
    r"automaattinen vastaus|odpowied[zź] automatyczna|automatyczna odpowied[zź]|"
    r"автоответ|автоматический ответ|自動返信|不在|自动回复|自動回覆)\s*(?:$|[:!.,(\[–—-]|re\b)"
)
ACKNOWLEDGED = re.compile(
    r"^(?:\[[^\]]{1,60}\]\s*)?(?:(?:we(?:'ve| have) )?received your (?:request|message|e-?mail|"
    r"ticket|inquiry)|your (?:request|ticket|case|inquiry|message) "
    r".{0,40}(?:has been|was) (?:received|created|opened|logged)|(?:ticket|case|"
    r"request) .{0,30}(?:received|created|opened)\b|"
    r"hemos recibido (?:tu|su) (?:solicitud|mensaje|correo|consulta|petici[oó]n)|(?:tu|"
    r"su) (?:solicitud|ticket|caso|incidencia) .{0,40}(?:ha sido|fue) (?:recibid|cread|"
    r"registrad)|"
    r"recebemos (?:o )?(?:seu|sua|a sua)|loop alert)"
)
FEEDBACK_SUBJECT = re.compile(
    r"email feedback report for ip|complaint about message from|abuse report|spam ?complaint|"
    r"feedback loop|\[?fbl\]?:|spamtrap ?hit"
)
FEEDBACK_SENDER = re.compile(
    r"^(?:staff@hotmail\.com|feedbackloop@|fbl[-\w]{0,20}@|abuse-?report\w{0,15}@|"
    r"complaints?@.{0,40}(?:aol|yahoo|comcast|mail\.ru|outlook|hotmail))"
)
