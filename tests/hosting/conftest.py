"""A product that CloudFront could reach."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def product(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://fairlead.example.com"
