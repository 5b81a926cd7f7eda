"""What Slack carries. https://api.slack.com/methods/chat.postMessage · https://api.slack.com/apis/rate-limits"""

from escalera.core.channels.shared.capabilities import Capabilities, FileRule, Starts

KIND = "slack"
LARGEST = 100 * 1024 * 1024  # bytes of one file; Slack itself would take 1 GB

SLACK = Capabilities(
    KIND,
    "Slack",
    "slack",
    KIND,
    starts=Starts.ANYBODY,
    longest=4000,
    files=[FileRule("", LARGEST)],
    reactions=True,
    edits=True,
    most_buttons=10,
    longest_button=75,
    per_second=1.0,  # one message a second into a channel
    assistant=True,
)
