"""Lets in whoever holds a service key. The holder is a system, never a user."""

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request
from rest_framework.views import APIView

from crew.scc import keys
from crew.scc.throttling import PerStranger

REFUSED = "Send a valid service key, as Authorization: Bearer KEY or as X-Service-Key: KEY."


class ServiceKey(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[AnonymousUser, str]:
        """Return nobody, and the key's fingerprint. One answer for a missing and a wrong key."""
        key = _key(request)
        if not keys.is_known(key):
            _count(request)
            if not keys.opens(key):
                raise AuthenticationFailed(REFUSED)
        return AnonymousUser(), keys.fingerprint(key)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="scc"'


def _key(request: Request) -> str:
    scheme, _, credentials = str(request.headers.get("Authorization", "")).partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    return str(request.headers.get("X-Service-Key", "")).strip()


def _count(request: Request) -> None:
    throttle = PerStranger()
    if not throttle.allow_request(request, APIView()):
        raise Throttled(throttle.wait())


class ServiceKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers by its base's hook
    target_class = ServiceKey
    name = ["bearer", "serviceKey"]

    def get_security_definition(self, auto_schema: object) -> list[dict[str, str]]:
        return [
            {"type": "http", "scheme": "bearer"},
            {"type": "apiKey", "in": "header", "name": "X-Service-Key"},
        ]

    def get_security_requirement(self, auto_schema: object) -> list[dict[str, list[str]]]:
        return [{"bearer": []}, {"serviceKey": []}]
