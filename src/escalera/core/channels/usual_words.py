"""What stands in nearly every mail, for the compressor: a short mail takes half the room when these need not be told.

Never change it: what is stored can only be read with the words it was stored with. Deflate looks at the end first, so
the most frequent stand last."""

USUAL_WORDS = """
ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.i=@ header.s= header.b=; spf=pass (google.com:
 domain of designates as permitted sender) smtp.mailfrom=; dmarc=pass (p=NONE sp=QUARANTINE dis=NONE) header.from=
ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=google.com; s=arc-20240605; h=
ARC-Seal: i=1; a=rsa-sha256; t=; cv=none; d=google.com; s=arc-20240605; b=
X-MS-Exchange-Organization-SCL: -1 X-MS-Has-Attach: X-MS-TNEF-Correlator: X-MS-Exchange-CrossTenant-
Thread-Topic: Thread-Index: Accept-Language: es-ES, en-US, pt-BR Content-Language: es-ES
X-Google-DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=1e100.net; s=20230601; X-Gm-Message-State:
X-Google-Smtp-Source: X-Received: by 2002: with SMTP id DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=gmail.com;
 s=20230601; t=; x=; darn=; h=to:subject:message-id:date:from:mime-version:from:to:cc:subject:date:message-id:reply-to;
 bh=; b=
List-Unsubscribe: <https://www. <mailto: Precedence: bulk Auto-Submitted: auto-replied auto-generated
X-Mailer: Microsoft Outlook 16.0 User-Agent: Mozilla Thunderbird X-Priority: 3 (Normal) Importance: Normal
<!DOCTYPE html><html><head><meta http-equiv=3D"Content-Type" content=3D"text/html; charset=3Dutf-8"><style>
<body><p class=3D"MsoNormal"><span style=3D"font-size:11.0pt;font-family:&quot;Calibri&quot;,sans-serif"><o:p>&nbsp;</o:p>
</span></p><table border=3D"0" cellspacing=3D"0" cellpadding=3D"0"><tbody><tr><td style=3D"padding:0cm 0cm 0cm 0cm">
<a href=3D"https://www." target=3D"_blank"><img src=3D"cid: width=3D" height=3D" alt=3D""></td></tr></tbody></table>
<div dir=3D"ltr"><div class=3D"gmail_quote gmail_quote_container"><div dir=3D"ltr" class=3D"gmail_attr">
<blockquote class=3D"gmail_quote" style=3D"margin:0px 0px 0px 0.8ex;border-left:1px solid
 rgb(204,204,204);padding-left:1ex">
</blockquote></div></div></body></html>
Enviado desde mi iPhone Enviado do meu iPhone Sent from my iPhone Obtener Outlook para Android Get Outlook for iOS
-----Mensaje original----- De: Enviado el: Para: CC: Asunto: From: Sent: To: Subject: -----Original Message-----
El lun, mar, mi=C3=A9, jue, vie, s=C3=A1b, dom, a las escribi=C3=B3: Em seg., escreveu: On Mon, wrote:
Buenos d=C3=ADas, Buenas tardes, Buenas noches, Estimados se=C3=B1ores: Hola, Bom dia, Boa tarde, Ol=C3=A1, Hello, Dear
por favor, necesito ayuda con el problema de la factura, no puedo entrar en mi cuenta, el pedido, mi contrase=C3=B1a,
tel=C3=A9fono, direcci=C3=B3n, n=C3=BAmero, correo electr=C3=B3nico, adjunto, informaci=C3=B3n, soluci=C3=B3n, respuesta
 de la que el en los las una para con por del se no est=C3=A1 tambi=C3=A9n m=C3=A1s qu=C3=A9 c=C3=B3mo cu=C3=A1ndo
Muchas gracias. Un saludo, Saludos cordiales, Quedo a la espera, Atentamente, Obrigado, Thanks, Best regards,
Return-Path: <Delivered-To: Received: from localhost ([127.0.0.1]) by mail. (Postfix) with ESMTPS id for <>;
 (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256) (envelope-from <>); Jan Feb Mar Apr May Jun Jul Aug Sep Oct
 Nov Dec 2026 2027 2028 -0500 (COT) +0100 (CET) +0200 (CEST) -0300 +0000 (UTC)
Content-Disposition: attachment; filename=" Content-Disposition: inline; Content-ID: < X-Attachment-Id:
Content-Type: application/pdf; name=" Content-Type: image/png; name=" Content-Type: image/jpeg; name="
Content-Type: multipart/mixed; boundary="---- Content-Type: multipart/related; boundary="
Content-Type: multipart/alternative; boundary="000000000000 Content-Transfer-Encoding: base64
Reply-To: <Cc: <References: <In-Reply-To: <
From: <@gmail.com> @hotmail.com> @outlook.com> @yahoo.es> To: <soporte@ayuda@ Subject: Re: RE: RV: Fwd: =?UTF-8?Q?
Subject: =?UTF-8?B?=?= =?utf-8?q? =?iso-8859-1?Q? Date: Mon, Tue, Wed, Thu, Fri, Sat, Sun, Message-ID: <@mail.gmail.com>
MIME-Version: 1.0
Content-Type: text/html; charset="UTF-8"; charset=iso-8859-1 charset=us-ascii
Content-Type: text/plain; charset="UTF-8"; format=flowed
Content-Transfer-Encoding: 7bit 8bit
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

""".replace("\n", "\r\n").encode()
