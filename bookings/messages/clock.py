"""What the clock does for messages, every half minute: news first, then what is to be done without any."""

from bookings.messages.chase import chase, give_up
from bookings.messages.sms_news import read_opt_outs, read_sms_outcomes
from bookings.sockets import ClockWork

WORK: list[ClockWork] = [read_sms_outcomes, read_opt_outs, chase, give_up]
