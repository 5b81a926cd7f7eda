"""Spanish, Portuguese, Catalan and Galician."""

from .shape import Language

SPANISH = Language(
    code="es",
    quoting="Mensaje citado por|Citando a",
    wrote="escribió|escribio|ha escrito|escribe",
    opener="El|En|El día|Con fecha|A las",
    original="Mensaje original|Mensaje Original|Mensaje anterior|Correo original|Mensaje citado",
    forwarded="Mensaje reenviado|Forwarded message|Inicio del mensaje reenviado|Mensaje redirigido"
    "|Correo reenviado|Inicio de mensaje reenviado|Comienza el mensaje reenviado",
    from_="De|Desde|Remitente",
    sent="Enviado el|Enviado|Enviada el|Enviado en|Fecha de envío",
    date="Fecha|Día",
    to="Para|A|Destinatario|Destinatarios",
    cc="CC|Cc|CCO|Con copia|Copia|Responder a|Adjuntos|Datos adjuntos|Importancia",
    subject="Asunto|Tema",
    regards="saludos|saludo|atentamente|atte|att|cordialmente|afectuosamente|abrazo|abrazos|besos|slds"
    "|sdos|respetuosamente",
    thanks="gracias|agradecido|agradecida|agradecidos|agradecidas|agradezco|atento|atenta|atentos|atentas|thx",
    filler="un|una|muy|cordial|cordiales|atento|atentos|afectuoso|afectuosos|fuerte|muchas|muchísimas|mil"
    "|mis|los|mejores|quedo|quedamos|más|sinceros|de|antemano|desde|ya|y|e|con|especial|por|su|atención"
    "|mucho|buen|día|buena|tarde|le|les|te|saluda|despido|me|se|despide|bendiciones|sinceramente",
    formula="Sin otro particular|Sin más por el momento|Sin más que agregar|Se despide|Le saluda"
    "|Les saluda|Te saluda|Reciba un cordial saludo|Reciban un cordial saludo|Reciba un saludo|Me despido",
    device="Enviado desde|Enviado de mi|Enviado mediante|Enviado con|Enviado a través de|Enviado via"
    "|Mensaje enviado desde|Enviada desde|Obtener Outlook|Obtenga Outlook|Obtén Outlook|Obtener BlueMail"
    "|Descargar Outlook|Descarga Outlook|Escrito desde mi|Obtener Correo",
    legal="Este mensaje y|Este mensaje, |Este mensaje contiene|Este mensaje es confidencial"
    "|Este mensaje puede|Este mensaje se dirige|Este mensaje va dirigido|Este mensaje está dirigido"
    "|Este correo y|Este correo contiene|Este correo es confidencial|Este correo puede contener"
    "|Este correo electrónico y|Este correo electrónico contiene|Este correo electrónico puede"
    "|Este correo electrónico es confidencial|Este correo electrónico, |Este e-mail"
    "|Este correo electrónico está dirigido|Este correo electrónico ha sido|Este correo está dirigido"
    "|Esta comunicación|Este comunicado es|La información contenida en este"
    "|La información contenida en esta|La información contenida en el presente|La información incluida en"
    "|La información transmitida|La información de este|El contenido de este|El presente mensaje"
    "|El presente correo|AVISO DE CONFIDENCIALIDAD|AVISO LEGAL|AVISO DE PRIVACIDAD|AVISO IMPORTANTE"
    "|Aviso de confidencialidad|NOTA DE CONFIDENCIALIDAD|CLÁUSULA DE CONFIDENCIALIDAD|CONFIDENCIALIDAD"
    "|CONFIDENCIAL:|Nota de confidencialidad|Antes de imprimir|Por favor, antes de imprimir"
    "|Por favor antes de imprimir|No imprima este|Piense en el medio|Cuidemos el medio ambiente"
    "|Libre de virus|Este correo ha sido analizado|En cumplimiento del Reglamento"
    "|De conformidad con el Reglamento|Protección de datos|Le informamos que sus datos"
    "|Le informamos de que|Si usted no es el|Si ha recibido este|Si usted ha recibido este"
    "|Si recibió este|Toda la información contenida|Advertencia legal",
    banner="PRECAUCIÓN: |CUIDADO: |ADVERTENCIA: Este|ATENCIÓN: Este correo|EXTERNO: |[EXTERNO]"
    "|Este correo se originó fuera|Este mensaje proviene de fuera|No suele recibir correo"
    "|No suele recibir correos|Algunas personas que recibieron este mensaje|Correo externo",
    marker="Escriba su respuesta por encima de esta línea|Escriba su respuesta arriba de esta línea"
    "|Escribe tu respuesta por encima de esta línea|Responda por encima de esta línea"
    "|Por favor, escriba su respuesta por encima|Responda encima de esta línea"
    "|Escriba por encima de esta línea",
    postscript="PD|P.D.|P.D|Posdata|Postdata|Nota",
)
PORTUGUESE = Language(
    code="pt",
    quoting="Citando",
    wrote="escreveu|escreveram|escrito por",
    opener="Em|No dia|Na|A|Às",
    original="Mensagem original|Mensagem Original|Mensagem anterior|E-mail original",
    forwarded="Mensagem encaminhada|Mensagem reencaminhada|Forwarded message"
    "|Início da mensagem encaminhada|Início da mensagem reencaminhada|Email encaminhado|Encaminhado",
    from_="De|Remetente",
    sent="Enviado em|Enviada em|Enviado|Enviada|Enviado a|Enviado às",
    date="Data",
    to="Para|Destinatário",
    cc="CC|Cco|Com cópia|Cópia|Responder para|Anexos|Prioridade",
    subject="Assunto|Tópico",
    regards="atenciosamente|att|atte|cordialmente|abraço|abraços|abs|abç|abçs|saudações|cumprimentos|cumps"
    "|respeitosamente|grato|grata|gratos|atentamente|beijos|bjs|sds",
    thanks="obrigado|obrigada|obrigados|obrigadas|obg|agradeço|agradecido|agradecida|valeu|agradecemos",
    filler="um|uma|muito|cordiais|os|meus|melhores|com|desde|já|e|grande|forte|fico|no|aguardo|pela"
    "|atenção|a|o|mais|sincero|sinceros|sem|antecipadamente|bom|dia|boa|tarde",
    formula="Sem mais para o momento|Sem mais,|Fico no aguardo|Certo de sua atenção|Desde já agradeço",
    device="Enviado do meu|Enviado do|Enviado da|Enviado pelo|Enviado a partir do|Enviado a partir de"
    "|Enviada do|Enviado via|Enviado através|Enviado por iPhone|Obter o Outlook|Obter Outlook"
    "|Baixe o Outlook|Obtenha o Outlook|Obter o BlueMail|Enviado de meu",
    legal="Esta mensagem e|Esta mensagem, |Esta mensagem pode|Esta mensagem contém|Esta mensagem é"
    "|Esta mensagem foi|Este e-mail|Este email|Esta comunicação|As informações contidas"
    "|A informação contida|O conteúdo desta|O conteúdo deste|AVISO DE CONFIDENCIALIDADE|AVISO LEGAL"
    "|NOTA DE CONFIDENCIALIDADE|CONFIDENCIALIDADE|Aviso de Confidencialidade|Antes de imprimir"
    "|Pense no meio ambiente|Livre de vírus|Se você não é o destinatário|Se recebeu este"
    "|Esta mensagem destina-se|As informações transmitidas",
    banner="CUIDADO: |ATENÇÃO: Este|ATENÇÃO: Esta|E-mail externo|AVISO: Este|Você não costuma receber"
    "|[EXTERNO]|Não costuma receber e-mails",
    marker="Escreva sua resposta acima desta linha|Escreva a sua resposta acima desta linha"
    "|Por favor, escreva sua resposta acima|Responda acima desta linha"
    "|Digite sua resposta acima desta linha",
    postscript="PS|P.S.|P.S|Obs",
)
CATALAN = Language(
    code="ca",
    wrote="va escriure|ha escrit",
    opener="El|El dia|Missatge de",
    original="Missatge original",
    forwarded="Missatge reenviat|Missatge enviat",
    from_="De",
    sent="Enviat|Enviat el",
    date="Data",
    to="Per a|A",
    subject="Assumpte|Tema",
    regards="salutacions|salutació|cordialment|atentament|abraçada",
    thanks="gràcies|mercès",
    filler="una|moltes|cordials|ben",
    device="Enviat des de|Enviat des del",
    legal="Aquest missatge|AVÍS LEGAL|Aquest correu",
)
GALICIAN = Language(
    code="gl",
    wrote="escribiu",
    opener="O",
    original="Mensaxe orixinal",
    forwarded="Mensaxe reenviada",
    from_="De",
    sent="Enviado",
    date="Data",
    to="Para",
    subject="Asunto",
    regards="saúdos|atentamente|unha aperta",
    thanks="grazas",
    device="Enviado dende|Enviado desde o meu",
)

LANGUAGES = (SPANISH, PORTUGUESE, CATALAN, GALICIAN)
