"""The characters behind Slack's names of the reactions that people use most; others keep their name."""

_PAIRS = (
    "+1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 heart ❤️ tada 🎉 eyes 👀 white_check_mark ✅ heavy_check_mark ✔️ x ❌ "
    "pray 🙏 raised_hands 🙌 clap 👏 ok_hand 👌 wave 👋 muscle 💪 point_up ☝️ fire 🔥 rocket 🚀 100 💯 star ⭐ smile 😄 "
    "smiley 😃 grinning 😀 grin 😁 joy 😂 rolling_on_the_floor_laughing 🤣 blush 😊 slightly_smiling_face 🙂 "
    "heart_eyes 😍 wink 😉 sunglasses 😎 thinking_face 🤔 neutral_face 😐 confused 😕 disappointed 😞 cry 😢 sob 😭 "
    "angry 😠 rage 😡 scream 😱 open_mouth 😮 sweat_smile 😅 upside_down_face 🙃 face_with_rolling_eyes 🙄 sleeping 😴 "
    "question ❓ exclamation ❗ warning ⚠️ bulb 💡 hourglass ⌛ lock 🔒 bug 🐛 wrench 🔧 computer 💻 phone ☎️ email ✉️ "
    "memo 📝 pushpin 📌 calendar 📅 coffee ☕ green_heart 💚 blue_heart 💙 broken_heart 💔 handshake 🤝 salute 🫡 "
    "hugging_face 🤗 partying_face 🥳 red_circle 🔴 large_green_circle 🟢 large_blue_circle 🔵 arrow_up ⬆️ sos 🆘 "
)
_NAMES = _PAIRS.split()
_CHARACTERS = dict(zip(_NAMES[::2], _NAMES[1::2], strict=True))


def character(name: str) -> str:
    """Return the emoji, without its colour of skin; the name between colons for one of the workspace's own."""
    plain = name.partition("::")[0].strip(":")
    return _CHARACTERS.get(plain, f":{plain[:14]}:")
