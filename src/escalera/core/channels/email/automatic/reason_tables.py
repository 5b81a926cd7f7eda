"""The vocabulary of reasons, and the words and codes that lead to each: one place to add a server's sentence."""

# reason -> what it means. The first four mean "do not send there again" (see FailedRecipient.permanent).
REASONS = {
    "userunknown": "nobody has that address there",
    "hostunknown": "the domain or host does not exist",
    "hasmoved": "the person has another address now",
    "notaccept": "the domain takes no mail at all",
    "mailboxfull": "the mailbox is over its quota",
    "suspend": "the account is disabled, suspended or unused",
    "mesgtoobig": "the mail is too large",
    "spamdetected": "the text was taken for spam",
    "virusdetected": "the mail was taken for malware",
    "authfailure": "SPF, DKIM or DMARC of the sending domain failed",
    "requireptr": "the sending server's reverse name is missing or wrong",
    "blocked": "the sending server or network is on a block list",
    "rejected": "the sender's address was refused",
    "norelaying": "that server does not relay",
    "toomanyconn": "too many connections or mails: a rate limit",
    "policyviolation": "a rule of the receiving side forbids this mail",
    "contenterror": "the mail's form was refused",
    "securityerror": "encryption, login or authorisation failed",
    "filtered": "the recipient or a filter of theirs refused it",
    "expired": "tried for days without an answer",
    "networkerror": "no route, a loop or no name server",
    "mailererror": "the receiving side's own program failed",
    "systemerror": "the receiving system failed or its disk is full",
    "undefined": "not said",
}
HARD = frozenset({"userunknown", "hostunknown", "hasmoved", "notaccept"})

# Lower-case words with single spaces; ".{0,n}" keeps every search linear.
WORDS: tuple[tuple[str, str], ...] = (
    ("hostunknown", r"account or domain may not exist|domain is not reachable|domain name not found"),
    ("userunknown", r"recipient address rejected: access denied"),  # Exchange Online's directory check
    ("hasmoved", r"has moved|have moved|moved, no forwarding|address (?:has )?changed|new address is|"
        r"replaced by"
     r"|user has moved|no longer at this|please forward to <|se ha cambiado de direcci"),
    ("mailboxfull", r"mailbox (?:is )?(?:full|over|exceed)|over ?quota|quota (?:exceed|violat|full)|"
        r"exceed\w{0,15} .{0,20}quota"
     r"|out of (?:disk )?(?:space|quota)|full mailbox|disk quota|inbox (?:is )?full|"
     r"mail ?folder is full|mailbox size"
     r"|mailbox exceeds|exceeded (?:its |the |their |his )?(?:storage|mailbox|disk|quota)|"
     r"insufficient (?:disk |mailbox )?(?:space|quota)"
     r"|storage (?:limit|quota|is full|exceeded)|too much mail|over disk quota|"
     r"mail ?box space not enough|exceeding their quota"
     r"|mailbox has (?:exceeded|reached)|quotaexceeded|account (?:is )?(?:full|over)|"
     r"recipient's mailbox is full"
     r"|not enough (?:space|storage)|user is over|over the (?:maximum |allowed )?(?:quota|limit)|"
     r"exceed.{0,20}allowed size"
     r"|buz[oó]n (?:de .{0,30})?(?:est[aá] )?llen|caixa (?:de .{0,20})?(?:est[aá] )?cheia|"
     r"cuota .{0,20}excedid|sin espacio"
     r"|bo[iî]te .{0,20}pleine|postfach .{0,20}voll|casella .{0,20}piena|mailbox .{0,20}vol\b|"
     r"maxtermindelivered"),
    ("norelaying", r"relay(?:ing)? (?:access )?(?:denied|not permitted|prohibited|not allowed)|"
        r"unable to relay|"
        r"we do not relay"
     r"|not (?:a |an )?(?:open |permitted to )relay|not allowed to relay|insecure mail relay|"
     r"relay access|not relay"
     r"|no relaying|authenticat\w+ (?:is )?required to (?:send|relay)|rcpthosts|"
     r"not a known gateway|relay operation rejected"),
    ("virusdetected", r"virus (?:detected|found|infected)|malware|infected (?:with|message|by)|"
        r"contains? a virus|"
        r"phishing"
     r"|dangerous attachment|virus"),
    ("mesgtoobig", r"(?:message|mail|size|header).{0,30}too (?:big|large)|"
        r"(?:line|header|message)s? (?:is |are )?too long|"
        r"exceed\w{0,15} .{0,40}(?:message size|size limit|maximum size|fixed limit)"
     r"|message size|too (?:big|large) (?:for|message)|line limit exceeded|"
     r"maximum (?:incoming )?message size|max message size"
     r"|message length exceeds|size limit|mensaje .{0,20}demasiado grande|"
     r"mensagem .{0,20}muito grande|exceeded maximum incoming"),
    ("spamdetected", r"\bspam\b|spamhaus content|unsolicited|looks like .{0,10}bulk|bulk mail|junk|"
        r"blacklisted url|mail rejete"
     r"|considered .{0,20}unwanted|spammy|content .{0,10}reject.{0,20}(?:filter|score)|uce\b|"
     r"rejected .{0,20}content"),
    ("authfailure", r"dmarc|dkim|\bspf\b|spf check|sender policy framework|unauthenticated email|"
        r"authentication checks failed"
     r"|required authentication level|sender id|senderid"),
    ("requireptr", r"\bptr\b|reverse dns|reverse (?:hostname|lookup|name|ip)|rdns|"
        r"client host.{0,30}cannot find|unverifiable sending"
     r"|cannot (?:find|resolve) your hostname|no reverse|ip address .{0,20}has no|"
     r"forward.confirmed|unable to resolve .{0,30}ptr"),
    ("suspend", r"(?:account|user|mailbox|recipient|address|email).{0,30}(?:disabled|suspended|inactive|"
        r"deactivated|locked|expired|frozen|terminated)"
     r"|(?:disabled|suspended|inactive|deactivated|locked|not active)\b.{0,20}(?:account|user|"
     r"mailbox|recipient)|not active|cuenta .{0,20}(?:suspendida|deshabilitada|inactiva)"
     r"|conta .{0,20}(?:suspensa|desativada|inativa)|boite du destinataire .{0,10}bloquee|"
     r"discontinued|out of service|mailbox .{0,20}unavailable due|this mailbox is disabled|"
     r"temporarily disabled"),
    ("toomanyconn", r"too many (?:connections|concurrent|messages|recipients|sessions|mails|emails|errors)|"
        r"rate ?limit|connection rate"
     r"|sending too (?:fast|many)|throttl|mailbox has exceeded the rate|receiving mail at a rate|"
     r"try again later.{0,30}quota"
     r"|(?:frequency|connections?) (?:is |are )?(?:limited|exceed)|rate that prevents|excessive|"
     r"exceeded the maximum number"),
    ("notaccept", r"does not accept (?:any )?(?:e-?mail|mail)|null ?mx|no mx record|"
        r"not accept(?:ing)? (?:any )?mail (?:for|at|from any)"
     r"|no accept(?:ing)? mail|name server .{0,20}no mail|sender address has null mx|"
     r"smtp service .{0,20}disabled|invalid mx|no mx "
     r"|hosts?/domains? .{0,20}not accept"),
    ("blocked", r"block(?:ed|ing|list)|black ?list|banned|denylist|\brbl\b|dnsbl|spamhaus|sorbs|barracuda|"
        r"spamcop|uribl|access denied\.{3}"
     r"|reputation|(?<!not )listed (?:in|at|by|on)|refused .{0,20}(?:your ip|from your|"
     r"connection from)|connection refused by|your (?:ip|server|host)"
     r"|ip (?:address )?.{0,30}(?:denied|refused|reject)|denied by .{0,20}(?:ip|policy list)|"
     r"messages from .{0,40}weren't sent"
     r"|redundant|no access from|relay quota|client host rejected|unfortunately, messages from|"
     r"temporarily deferred|connection dropped"
     r"|dynamic .{0,20}(?:ip|address|pool)|(?:bad|invalid) helo|helo .{0,30}(?:reject|invalid|denied)"),
    ("rejected", r"sender (?:address )?(?:rejected|verify failed|verification|unknown|denied|domain|is not|"
        r"not)|invalid sender"
     r"|sender.{0,30}(?:reject|refused|denied|invalid|blocked|not exist)|unroutable sender|"
     r"unresolvable (?:sender|domain)"
     r"|(?:from|return|envelope) ?(?:address|path)?:? .{0,20}(?:domain is invalid|not exist|"
     r"rejected|denied)|bad sender|mail from .{0,60}(?:denied|reject|not exist)"
     r"|domain of sender|access denied, (?:bad|sending)|not accepting (?:mail|messages?) from|"
     r"you are not (?:allowed|authorized) to send|valid from:"
     r"|groups\.google\.com/support|group .{0,60}may not exist|permission to post|"
     r"only accepts? (?:mail|messages?) from|closed.{0,10}list|not a member|members.only"),
    ("securityerror", r"authenticat|authoriz|starttls|\btls\b|encrypt|certificate|ssl handshake|requires? login|"
        r"permission denied|delivery not authorized"
     r"|not permitted|insecure|security (?:error|policy|violation)"),
    ("userunknown", r"(?:user|recipient|mailbox|account|address(?:ee)?|alias|destinataire|userid|local part|"
        r"destinatario|usuario).{0,40}"
     r"(?:unknown|not (?:be )?(?:found|known|exist|listed|recogni[sz]ed|valid|in |a valid)|n(?:'|"
     r"o)t exist|doesn.?t exist|does not exist|no longer|invalid|"
     r"no existe|desconocid|inexistente|inconnu|inexistant|nonexistent|incorrect|not local|"
     r"rejected: undeliverable|possibly incorrect)"
     r"|unknown .{0,20}(?:user|recipient|local|address|account|mailbox|alias|or illegal)|"
     r"no such (?:user|person|recipient|mailbox|account|address|local|alias|email)"
     r"|no (?:mailbox|user|account|person|valid recipient)|invalid (?:recipient|user|mailbox|"
     r"address|final delivery|account)|bad (?:destination mailbox|address|recipient)"
     r"|not (?:our|a valid|a known|a local|listed in|known) (?:customer|user|mailbox|recipient|"
     r"address|account|in)|recipnotfound|recipientnotfound|adr\.\w{0,15}notfound"
     r"|doesn.?t have an? .{0,60}account|not an? .{0,20}user|email account .{0,40}does not exist|"
     r"nosuchuser|user .{0,60}doesn.?t exist"
     r"|is not listed|isn.?t a valid|address (?:not found|wasn.?t found|couldn.?t be found)|"
     r"name is not recognized"
     r"|account not available|mailbox unavailable|mailbox not found|mailbox does not|"
     r"unavailable or not local|wrong or no longer valid|addressee unknown|user not known"
     r"|dirección .{0,40}no .{0,20}(?:existe|encontr)|no se (?:pudo )?encontr.{0,30}direcci|"
     r"no existe .{0,30}(?:cuenta|buz[oó]n|usuario|direcci)"
     r"|endere[cç]o .{0,40}n[aã]o .{0,30}(?:existe|encontrad)|n[aã]o existe .{0,30}(?:conta|"
     r"usu[aá]rio|caixa)|n'existe pas|unbekannt|existiert nicht|sconosciut"
     r"|onbekend|不存在|address .{0,60}(?:unknown|not exist)|no matches to nameserver|"
     r"does not like recipient|final email delivery point|could not be found|リストにありません|見つかりません"),
    ("hostunknown", r"host unknown|unknown host|host(?:name)? (?:or domain name )?not found|"
        r"domain .{0,60}(?:not exist|not found|unknown|invalid)|no such (?:domain|host)"
     r"|unknown domain|dns lookup (?:failure|failed)|nxdomain|name (?:or )?service (?:error|"
     r"not known)|unrout(?:e)?able (?:mail )?(?:address|domain)|bad destination system"
     r"|(?:host|server|domain) .{0,60}(?:does not exist|not be found|not found|lookup failed)|"
     r"can'?t find .{0,40}(?:host|domain)|illegal host|non-existent (?:domain|host)"
     r"|name server .{0,10}host not found|domainnotfound|domain may not exist|"
     r"no existe el dominio|dominio .{0,40}(?:no existe|inexistente)|couldn't find any host|"
     r"[a-z0-9-]\.[a-z]{2,10} does not exist"),
    ("expired", r"expired|timed? ?out|retry time|too long|give up|giving up|in the queue|delivery attempts?|"
        r"(?:could|was) not (?:be )?deliver\w{0,15} (?:for|within|after)"
     r"|not been (?:delivered|collected)|still being|delayed|aborted after|multiple retries|"
     r"failed \d+ attempts|not responding|connection (?:refused|reset|timed|to)|unable to connect"
     r"|could not connect|host not reachable|unreachable|no answer|will be retried|socket error|"
     r"wasn't able to establish|did not respond|did not accept our requests|cannot connect|"
     r"caducado|expirou|expirado"),
    ("networkerror", r"too many hops|hop count|loop(?:ing| detected|s back)?\b|routing|network|name server|"
        r"no route|gateway for|refused to accept|mail forwarding loop|dns"),
    ("contenterror", r"media error|mime|non-?ascii|8.?bit|malformed|(?:bad|invalid|improper|"
        r"missing).{0,20}(?:header|content|message|format)|header.{0,30}(?:missing|invalid|"
        r"duplicate)|not rfc|rfc.?\d{4}|rfc.?compli|conversion|resent-from|date:"),
    ("policyviolation", r"polic(?:y|ies)|prohibited|forbidden|not (?:allowed|accepted)|disallowed|attachment|"
        r"administrative(?:ly)?|restricted|restriction|approvereq|moderat|access denied|denied"),
    ("systemerror", r"system (?:error|resources|full|failure)|insufficient (?:system|storage)|local (?:error|"
        r"configuration)|server (?:error|configuration)|internal error|ldap|"
        r"service (?:unavailable|not available)|temporary (?:failure|error)|try again|"
        r"unavailable or busy"),
    ("mailererror", r"command (?:died|failed|output)|x-unix|exit (?:status|code)|pipe to|can't create|"
        r"procmail|mailer error|status \d+:|child status|cannot open|service unavailable"),
    ("filtered", r"rejected by the recipient|recipient .{0,30}(?:refused|reject|restrict)|refused (?:by|to)|"
        r"filter|reject|not accept|does not want|automatically rejected"),
)  # fmt: skip
# Enhanced status (RFC 3463) without its class -> reason.
CODES = {
    "1.0": "rejected", "1.1": "userunknown", "1.2": "hostunknown", "1.3": "userunknown", "1.4": "userunknown",
    "1.5": "undefined", "1.6": "hasmoved", "1.7": "rejected", "1.8": "rejected", "1.10": "notaccept",
    "2.0": "filtered", "2.1": "suspend", "2.2": "mailboxfull", "2.3": "mesgtoobig", "2.4": "filtered",
    "3.0": "systemerror", "3.1": "systemerror", "3.2": "systemerror", "3.3": "systemerror", "3.4": "mesgtoobig",
    "3.5": "systemerror", "4.0": "networkerror", "4.1": "expired", "4.2": "networkerror", "4.3": "systemerror",
    "4.4": "hostunknown", "4.5": "systemerror", "4.6": "networkerror", "4.7": "expired", "4.14": "networkerror",
    "4.300": "expired", "4.310": "hostunknown", "5.0": "mailererror", "5.1": "mailererror", "5.2": "mailererror",
    "5.3": "toomanyconn", "6.0": "contenterror", "6.1": "contenterror", "7.0": "securityerror",
    "7.1": "policyviolation", "7.13": "suspend", "7.25": "requireptr", "7.26": "authfailure", "7.27": "notaccept",
    "7.509": "authfailure", "7.606": "blocked",
}  # fmt: skip
# Codes so exact that vague words may not override them ("550 5.7.1 ... user unknown" is no such case).
EXACT = frozenset(
    {"1.2", "1.6", "1.10", "2.2", "2.3", "3.4", "4.6", "7.13", "7.25", "7.26", "7.27", "7.509", "7.606"}
)
