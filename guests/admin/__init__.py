"""What the office sees of brands' sites, their pages, and guests' photos."""

from guests.admin import photos, sites  # noqa: F401
