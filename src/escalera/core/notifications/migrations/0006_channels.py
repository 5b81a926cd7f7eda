"""What channels tell those who look after them."""

from django.db import migrations, models

CHOICES = [
    ("assigned", "A ticket was given to me"),
    ("relieved", "A colleague took a ticket of mine over"),
    ("replied", "A customer wrote on a ticket of mine, or one that I follow"),
    ("mentioned", "A colleague mentioned me"),
    ("asked", "Another team asks for advice"),
    ("advised", "My question was answered"),
    ("offered", "An escalation was offered to my team"),
    ("higher", "A customer asks for a higher level"),
    ("accepted", "My escalation was accepted"),
    ("rejected", "My escalation was rejected, or nobody accepted it in time"),
    ("returned", "A ticket came back to me"),
    ("resolved", "A ticket of mine was resolved by somebody else"),
    ("woken", "A snoozed ticket is back"),
    ("undelivered", "A reply of mine could not be delivered"),
    ("held-back", "A reply of mine was not sent and waits as a draft"),
    ("work-offered", "Work was offered to me"),
    ("clock-warned", "The time of a ticket of mine runs short"),
    ("clock-over", "The time of a ticket of mine has run out"),
    ("told", "A rule or an escalation policy tells me of a ticket"),
    ("page", "I am on call and paged"),
    ("page-lost", "Nobody answered a page"),
    ("rule-off", "A rule was switched off because it failed"),
    ("run-handed", "A script or a runbook was handed to me"),
    ("timer-over", "The timer of a step that I follow is over"),
    ("step-remark", "Somebody proposes to improve a script or a runbook of mine"),
    ("review", "A colleague asks me to look at an article"),
    ("published", "A text that I wrote was published"),
    ("sent-back", "A text that I wrote came back from its review"),
    ("review-due", "An article of mine is to be looked at again"),
    ("article-lack", "A reader says what an article of mine lacks"),
    ("channel-bad", "A channel is in trouble, or its access runs out"),
    ("channel-ok", "A channel works again"),
]


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_answers")]

    operations = [
        migrations.AlterField("notification", "kind", models.CharField(choices=CHOICES, max_length=12)),
        migrations.AlterField("preference", "kind", models.CharField(choices=CHOICES, max_length=12)),
    ]
