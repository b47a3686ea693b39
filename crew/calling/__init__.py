"""Calls crew for places that are open, without anybody: who is asked next, and when the duty phone rings."""

from crew.calling.shortages import Shortage, shortages
from crew.calling.target import CrewCalling

__all__ = ["CrewCalling", "Shortage", "shortages"]
