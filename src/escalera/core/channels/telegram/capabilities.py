"""What a bot of Telegram can carry. https://core.telegram.org/bots/api#sendmessage · https://core.telegram.org/bots/faq"""

from escalera.core.channels.shared.capabilities import Capabilities, FileRule, Starts

KIND = "telegram"
LARGEST_OUT = 50 * 1024 * 1024  # bytes of a file that a bot may send
LARGEST_PHOTO = 10 * 1024 * 1024  # a larger picture goes as a document
LARGEST_IN = 20 * 1024 * 1024  # bytes of a file that a bot may fetch

TELEGRAM = Capabilities(
    KIND,
    "Telegram",
    "send",
    KIND,
    starts=Starts.CUSTOMER,
    longest=4096,
    files=[FileRule("", LARGEST_OUT)],
    replies_to=True,
    reactions=True,
    edits=True,
    most_buttons=8,
    longest_button=40,
    per_second=25.0,  # 30 in all
    per_thread_s=1.0,
    assistant=True,
)
