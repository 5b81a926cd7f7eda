"""English, German, Dutch, Danish, Swedish, Norwegian."""

from .shape import Language

ENGLISH = Language(
    code="en",
    quoting="Quoting",
    wrote="wrote|writes|has written|said",
    opener="On|At",
    original="Original Message|Original message|Original Mail|Original Email|Original Appointment"
    "|Reply message|Reply Message|Original Message processed by david|Message|Previous message",
    forwarded="Forwarded message|Forwarded Message|Begin forwarded message|Forwarded by|Forward message"
    "|Forwarded mail|Forwarded email|Start of forwarded message|Begin forwarded mail",
    from_="From",
    sent="Sent|Date Sent|Sent on",
    date="Date|Received",
    to="To|Sent to",
    cc="Cc|Bcc|CC|Reply-To|Reply To|Importance|Attachments|Priority|On Behalf Of",
    subject="Subject",
    regards="regards|sincerely|cheers|faithfully|truly|cordially|respectfully|rgds|brgds|br|best|wishes"
    "|yours|love|xoxo|care",
    thanks="thanks|thank|thx|tks|ty|appreciated|grateful|tia",
    filler="kind|kindest|warm|warmest|best|many|with|and|in|advance|you|so|much|very|a|lot|again|all|the"
    "|my|your|gratefully|take|appreciate|it|good",
    device="Sent from|Sent via|Sent with|Sent using|Get Outlook|Get BlueMail|Composed on|Via mobile"
    "|Sent on the go|Sent by my|Typed on|Sent to you from",
    legal="This message and|This message is intended|This message contains|This message may"
    "|This message w/|This message, |This e-mail and|This e-mail is|This e-mail, |This e-mail may"
    "|This e-mail contains|This e-mail message|This email and|This email is confidential"
    "|This email is intended|This email, |This email may|This email contains|This email message"
    "|This email has been|This e-mail has been|This communication|This transmission"
    "|The information contained|The information in this|The information transmitted|The contents of this"
    "|CONFIDENTIAL|CONFIDENTIALITY|DISCLAIMER|Disclaimer|Legal disclaimer|LEGAL NOTICE|PRIVACY NOTICE"
    "|NOTICE:|Please consider the environment|Please think of the environment|Before printing"
    "|Think before you print|Virus-free|Save paper|IMPORTANT NOTICE|Privileged/Confidential"
    "|If you are not the intended|If you have received this|You are receiving this"
    "|You received this message because|Any views or opinions",
    banner="CAUTION: |CAUTION!|[CAUTION]|EXTERNAL EMAIL|[EXTERNAL]|WARNING: This|This email originated"
    "|This message originated|This message was sent from outside|Caution: This"
    "|Some people who received this message|You don't often get email|[You don't often get email"
    "|External sender",
    marker="Please type your reply above this line|Type your reply above this line|Reply above this line"
    "|Please reply above this line|Write your reply above this line|Please do not write below this line"
    "|Please write above this line|Enter your reply above this line",
    postscript="PS|P.S.|P.S|NB|N.B.|Edit",
)
GERMAN = Language(
    code="de",
    quoting="Zitat von",
    wrote="schrieb|schrieben|hat geschrieben|geschrieben",
    opener="Am|Um|Den|Von",
    original="Ursprüngliche Nachricht|Originalnachricht|Original-Nachricht|Original Nachricht|Originalmail",
    forwarded="Weitergeleitete Nachricht|Anfang der weitergeleiteten Nachricht"
    "|Anfang der weitergeleiteten E-Mail|Beginn der weitergeleiteten Nachricht|Weitergeleitete Mail",
    from_="Von|Absender",
    sent="Gesendet|Gesendet am|Verschickt",
    date="Datum",
    to="An|Empfänger",
    cc="Cc|Kopie|Bcc|Antwort an|Priorität|Wichtigkeit|Anlagen",
    subject="Betreff|Betr",
    regards="gruß|gruss|grüße|grüsse|grüßen|grüssen|hochachtungsvoll|mfg|vg|lg|bg|herzlichst",
    thanks="danke|dank|vielen",
    filler="viele|mit|freundlichen|freundlichem|freundliche|besten|beste|liebe|lieben|schöne|schönen"
    "|vielen|herzliche|herzlichen|und|im|voraus|ihr|ihre|euer|aus",
    device="Gesendet von|Von meinem|Gesendet mit|Gesendet über|Von unterwegs|Holen Sie sich Outlook"
    "|Diese Nachricht wurde von|Outlook für Android|Outlook für iOS|Gesendet aus",
    legal="Diese E-Mail|Diese Mail enthält|Diese Nachricht ist|Diese Nachricht enthält|Der Inhalt dieser"
    "|Die Information in dieser|Die in dieser|Dieses E-Mail|Vertraulichkeitshinweis|Haftungsausschluss"
    "|Virenfrei|Bitte denken Sie an die Umwelt|Hinweis zum Datenschutz",
    banner="ACHTUNG: Diese|VORSICHT: |Externe E-Mail",
    marker="Bitte antworten Sie oberhalb dieser Linie|Bitte schreiben Sie Ihre Antwort über diese Zeile"
    "|Bitte geben Sie Ihre Antwort oberhalb dieser Zeile",
    postscript="PS|P.S.",
)
DUTCH = Language(
    code="nl",
    wrote="schreef|heeft geschreven|geschreven",
    opener="Op|Den",
    original="Oorspronkelijk bericht|Origineel bericht|Oorspronkelijke bericht",
    forwarded="Doorgestuurd bericht|Begin doorgestuurd bericht|Doorgestuurde bericht",
    from_="Van|Afzender",
    sent="Verzonden|Verstuurd|Verzonden op",
    date="Datum",
    to="Aan",
    cc="Cc|Bcc|Kopie|Prioriteit|Urgentie",
    subject="Onderwerp",
    regards="groet|groeten|groetjes|hoogachtend|mvg|gr",
    thanks="bedankt|dank|dankjewel|dankuwel",
    filler="met|vriendelijke|hartelijke|vriendelijk|hartelijk|veel|alvast|vr|de|beste|en",
    device="Verzonden vanaf|Verzonden met|Verstuurd vanaf|Verstuurd via|Verzonden vanuit|Outlook voor"
    "|Download Outlook voor",
    legal="Dit bericht|Deze e-mail|De informatie in dit|De informatie verzonden|Virusvrij",
    postscript="PS|P.S.",
)
DANISH = Language(
    code="da",
    wrote="skrev|har skrevet",
    opener="Den|D.",
    original="Oprindelig besked|Oprindelig meddelelse|Original besked|Original meddelelse",
    forwarded="Videresendt besked|Videresendt meddelelse|Start på videresendt besked|Begynd videresendt besked",
    from_="Fra|Afsender",
    sent="Sendt",
    date="Dato",
    to="Til",
    cc="Cc|Kopi|Vigtighed",
    subject="Emne",
    regards="hilsen|hilsner|mvh|vh|kh|dbh|knus",
    thanks="tak|takker",
    filler="med|venlig|venlige|kærlig|bedste|de|på|forhånd|mange|og|hilsen",
    device="Sendt fra|Sendt via|Hent Outlook|Få Outlook",
    legal="Denne mail|Denne e-mail|Denne meddelelse|Virusfri",
    postscript="PS|Ps.",
)
SWEDISH = Language(
    code="sv",
    wrote="skrev|har skrivit",
    opener="Den|På",
    original="Ursprungligt meddelande|Originalmeddelande|Ursprungligt brev",
    forwarded="Vidarebefordrat meddelande|Vidarebefordrat brev|Börja vidarebefordrat brev|Vidarebefordrat mejl",
    from_="Från|Avsändare",
    sent="Skickat|Skickad",
    date="Datum",
    to="Till",
    cc="Kopia|Cc|Hemlig kopia|Prioritet",
    subject="Ämne",
    regards="hälsning|hälsningar|mvh|hälsn|vänligen|hälsar|vh",
    thanks="tack",
    filler="med|vänlig|vänliga|bästa|varma|på|förhand|så|mycket|och",
    device="Skickat från|Skickat med|Hämta Outlook|Skaffa Outlook|Skickades från",
    legal="Detta meddelande|Detta e-postmeddelande|Virusfritt",
    postscript="PS|P.S.",
)
NORWEGIAN = Language(
    code="no",
    wrote="skrev|har skrevet",
    opener="Den|På",
    original="Opprinnelig melding|Original melding|Opprinnelig e-post",
    forwarded="Videresendt melding|Start på videresendt melding|Videresendt e-post",
    from_="Fra|Avsender",
    sent="Sendt",
    date="Dato",
    to="Til",
    cc="Kopi|Cc|Prioritet",
    subject="Emne",
    regards="hilsen|hilsener|mvh|vh",
    thanks="takk",
    filler="med|vennlig|beste|tusen|på|forhånd|så|mye|og|for",
    device="Sendt fra|Få Outlook|Last ned Outlook|Skaff deg Outlook",
    legal="Denne meldingen|Denne e-posten|Virusfri",
)

LANGUAGES = (ENGLISH, GERMAN, DUTCH, DANISH, SWEDISH, NORWEGIAN)
