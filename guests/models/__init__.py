"""What guests see of a brand, which objects on its domain are ours, and the photos that guests send."""

from guests.models.pages import ObjectKind, Page, StalePath
from guests.models.photos import Photo, PhotoQuerySet, PhotoState
from guests.models.sites import HeaderShape, HeadingFace, Hosting, KeyPrefix, Site, SiteTexts

__all__ = [
    "HeaderShape",
    "HeadingFace",
    "Hosting",
    "KeyPrefix",
    "ObjectKind",
    "Page",
    "Photo",
    "PhotoQuerySet",
    "PhotoState",
    "Site",
    "SiteTexts",
    "StalePath",
]
