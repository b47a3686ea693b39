from django import template

from bookings.ledger.amounts import money

register = template.Library()
register.filter("money", money)
