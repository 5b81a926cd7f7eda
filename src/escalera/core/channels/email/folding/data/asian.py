"""Japanese, Korean, Chinese, Vietnamese, Indonesian."""

from .shape import Language

JAPANESE = Language(
    code="ja",
    wrote="書きました|のメール|wrote",
    original="元のメッセージ|オリジナルメッセージ|Original Message|元のメール",
    forwarded="転送メッセージ|Forwarded message|転送されたメッセージ|メッセージを転送します",
    from_="差出人|送信者|発信者",
    sent="送信日時|送信",
    date="日付|日時",
    to="宛先|送信先|受信者",
    cc="CC|写し",
    subject="件名|題名",
    device="iPhoneから送信|Androidから送信|Outlook for|私のiPhoneから送信|Yahoo!メール アプリから送信"
    "|ドコモのスマートフォンから",
    regards="敬具",
)
KOREAN = Language(
    code="ko",
    wrote="작성|님이 작성|님이 쓴 글|썼습니다|님이 다음과 같이 썼습니다",
    original="원본 메시지|원본 메일|원본 이메일",
    forwarded="전달된 메시지|전달된 메일|전달한 메시지",
    from_="보낸 사람|보낸사람|발신",
    sent="보낸 날짜|보낸날짜|보냄",
    date="날짜",
    to="받는 사람|받는사람|수신",
    cc="참조|숨은 참조",
    subject="제목",
    regards="드림|올림",
    device="나의 iPhone에서 보냄|내 iPhone에서 보냄|내 Galaxy에서 보냄|Android용 Outlook|iOS용 Outlook",
)
CHINESE = Language(
    code="zh",
    wrote="写道|寫道|撰写|撰寫|wrote",
    opener="在|于|於",
    original="原始邮件|原始郵件|原邮件|原始信息|邮件原件",
    forwarded="转发的邮件|轉寄的郵件|转发邮件信息|转发邮件|以下是转发的邮件|轉寄郵件|開始轉寄郵件"
    "|已转发邮件|转发消息",
    from_="发件人|寄件者|寄件人|發件人",
    sent="发送时间|寄件日期|發送時間|寄件時間|已发送",
    date="日期|时间|時間",
    to="收件人|收件者",
    cc="抄送|副本|密件抄送",
    subject="主题|主旨|主題",
    device="发自我的|從我的|发自|获取适用于|取得適用於|寄自我的|从我的",
    regards="此致|敬礼|敬上|谨上|謹上",
)
VIETNAMESE = Language(
    code="vi",
    wrote="đã viết|viết",
    opener="Vào|Ngày|Vào lúc",
    original="Thư gốc|Tin nhắn gốc|Thư ban đầu",
    forwarded="Thư đã chuyển tiếp|Tin nhắn được chuyển tiếp|Thư chuyển tiếp|Forwarded message",
    from_="Từ|Người gửi",
    sent="Đã gửi|Gửi|Đã gửi lúc",
    date="Ngày",
    to="Đến|Tới|Người nhận",
    cc="Cc",
    subject="Chủ đề|Tiêu đề",
    regards="trân trọng|trọng|trân|kính",
    thanks="cảm ơn|cám",
    filler="ơn|cảm|thân|và|nhiều|chào|ái",
    device="Được gửi từ|Đã gửi từ|Gửi từ|Tải Outlook",
)
INDONESIAN = Language(
    code="id",
    wrote="menulis",
    opener="Pada|Tanggal",
    original="Pesan Asli|Pesan asli",
    forwarded="Pesan terusan|Pesan yang diteruskan",
    from_="Dari",
    sent="Dikirim|Terkirim",
    date="Tanggal",
    to="Kepada|Ke",
    subject="Perihal|Subjek",
    regards="hormat|salam",
    thanks="terima kasih|terimakasih",
    filler="kami|saya",
    device="Dikirim dari",
)

LANGUAGES = (JAPANESE, KOREAN, CHINESE, VIETNAMESE, INDONESIAN)
