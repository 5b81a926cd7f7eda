"""French, Italian, Romanian."""

from .shape import Language

FRENCH = Language(
    code="fr",
    quoting="Citation de|Message cité par",
    wrote="a écrit|écrivait|a écrite|écrit",
    opener="Le|En date du|Date|À",
    original="Message d'origine|Message d’origine|Message original|Message initial|Message d'origine de"
    "|Courriel original",
    forwarded="Message transféré|Message réexpédié|Début du message transféré|Début du message réexpédié"
    "|Message transmis|Courriel transféré|Forwarded message",
    from_="De|Expéditeur|De la part de",
    sent="Envoyé|Envoyé le|Envoyée",
    date="Date|Le|Message du",
    to="À|A|Pour|Destinataire",
    cc="Cc|Copie à|Copie|Cci|Importance|Pièces jointes|Répondre à",
    subject="Objet|Sujet",
    regards="cordialement|salutations|sincèrement|amicalement|cdt|cdlt|respectueusement|bàv|amitiés|bises",
    thanks="merci|remerciements|remerciant",
    filler="bien|très|à|vous|toi|vôtre|sincères|meilleures|distinguées|beaucoup|par|avance|d'avance|d|et"
    "|mes|les|en|bonne|journée|l|agréer",
    formula="Veuillez agréer|Je vous prie d|Veuillez recevoir|Dans l'attente de votre|Recevez, ",
    device="Envoyé de mon|Envoyé depuis|Envoyé à partir|Envoyé avec|Obtenir Outlook|Télécharger Outlook"
    "|Téléchargez Outlook|Envoyé via|Provenance|Envoyée de mon",
    legal="Ce message et|Ce message est|Ce message contient|Ce message peut|Ce courriel|Ce mail|Cet e-mail"
    "|Cet email|Les informations contenues|AVIS DE CONFIDENTIALITÉ|AVERTISSEMENT|Pensez à l'environnement"
    "|Avant d'imprimer|Garanti sans virus|Sans virus",
    banner="ATTENTION: Ce|ATTENTION : Ce|Courriel externe",
    marker="Veuillez répondre au-dessus de cette ligne|Répondez au-dessus de cette ligne"
    "|Merci de répondre au-dessus de cette ligne",
    postscript="PS|P.S.",
)
ITALIAN = Language(
    code="it",
    wrote="ha scritto|scrisse|scrive",
    opener="Il|In data|Il giorno|Nel|Alle",
    original="Messaggio originale|Messaggio Originale|Messaggio di origine",
    forwarded="Messaggio inoltrato|Inizio messaggio inoltrato|Messaggio Inoltrato|Inizio del messaggio inoltrato",
    from_="Da|Mittente",
    sent="Inviato|Inviato il|Spedito",
    date="Data",
    to="A|Per|Destinatario",
    cc="Cc|Ccn|Copia|Priorità|Allegati",
    subject="Oggetto",
    regards="saluti|saluto|cordialmente|cordialità|distinti|abbraccio",
    thanks="grazie|ringrazio|ringraziando",
    filler="cordiali|distinti|un|caro|cari|mille|molte|anticipatamente|in|anticipo|i|migliori|e|vi|la",
    formula="Resto in attesa|In attesa di un",
    device="Inviato da|Inviato dal|Inviata da|Inviato tramite|Inviato con|Scarica Outlook|Ottieni Outlook",
    legal="Questo messaggio|Questa e-mail|Questa email|Le informazioni contenute|Il presente messaggio"
    "|Il contenuto di questa|AVVISO DI RISERVATEZZA|Ai sensi del|Privo di virus|Nota di riservatezza"
    "|Prima di stampare",
    marker="Scrivi la tua risposta sopra questa riga|Rispondere sopra questa riga",
    postscript="PS|P.S.",
)
ROMANIAN = Language(
    code="ro",
    wrote="a scris|au scris",
    opener="În|Pe|În data de|La",
    original="Mesaj original|Mesajul original|Mesaj inițial",
    forwarded="Mesaj redirecționat|Mesaj redirecţionat|Începutul mesajului redirecționat|Forwarded message",
    from_="De la|Expeditor",
    sent="Trimis|Trimis la",
    date="Data|Dată",
    to="Către|Catre|La",
    subject="Subiect",
    regards="stimă|cordial|respect|salutări",
    thanks="mulțumesc|mulţumesc|mulțumim|mersi",
    filler="cu|deosebită|cele|mai|bune|gânduri|anticipat|toate|și",
    device="Trimis de pe|Trimis din|Obțineți Outlook|Descarcă Outlook",
    legal="Acest mesaj|Acest e-mail|Informațiile conținute",
)

LANGUAGES = (FRENCH, ITALIAN, ROMANIAN)
