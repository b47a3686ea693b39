"""Rings at the duty phone and e-mail: at once, and every quarter of an hour until someone takes it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from bookings.duty.models import Alarm
from bookings.messages.sending import send_email, send_sms
from bookings.outbox.targets import Job, Target, Wish, Wishes

EVERY = timedelta(minutes=15)
MOST_RINGS = 96
"""A day of it: who has not come by then will not come for one more."""


class DutyNotice(Target):
    """One recipient per ringing alarm, named by its pk. Facts: {words, round}."""

    def desired(self, codes: Collection[str], now: datetime) -> Wishes:
        wishes: dict[str, dict[str, Wish]] = {}
        for alarm in Alarm.objects.ringing().filter(about__in=codes):
            ring = alarm.round_at(now, EVERY.total_seconds())
            next_at = alarm.raised_at + ring * EVERY if ring < MOST_RINGS else None
            facts = {"words": alarm.words, "round": min(ring, MOST_RINGS)}
            wishes.setdefault(alarm.about, {})[str(alarm.pk)] = Wish(facts, changes_at=next_at)
        return wishes

    def deliver(self, job: Job) -> str:
        if job.facts is None:
            return job.ref
        words, key = job.facts["words"], f"duty:{job.code}:{job.recipient}:{job.version}"
        page = f"{settings.PUBLIC_URL}{reverse('admin:duty_alarm_change', args=[job.recipient])}"
        again = "" if job.facts["round"] == 1 else "Still: "
        refs = []
        if settings.DUTY_PHONE:
            text = f"{again}{job.code} {words}"
            refs.append(send_sms(key=f"{key}:sms", about=job.code, to=settings.DUTY_PHONE, text=text, at=job.at))
        if settings.DUTY_EMAIL:
            refs.append(
                send_email(
                    key=f"{key}:email",
                    about=job.code,
                    to=settings.DUTY_EMAIL,
                    subject=f"{again}{job.code} {words}",
                    text=f"{words}\n\nTake it, so that the ringing stops: {page}\n",
                    html="",
                    sender=settings.CREW_SENDER,
                    at=job.at,
                )
            )
        return refs[0].provider_id if refs else ""
