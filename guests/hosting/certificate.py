"""The certificate of a brand's domain: found, or asked for, and waited for until the domain vouches for it."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from guests.hosting import amazon
from guests.hosting.dns import Record
from guests.hosting.errors import HostingError
from guests.hosting.waiting import looks

USABLE = ["ISSUED", "PENDING_VALIDATION"]
KEYS = ["RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1"]
"""Amazon lists the first kind alone, unless told what CloudFront takes."""
RECORDS_WITHIN = timedelta(seconds=60)


@dataclass(frozen=True)
class Certificate:
    arn: str
    status: str
    records: tuple[Record, ...] = ()

    @property
    def issued(self) -> bool:
        return self.status == "ISSUED"


def find(domain: str) -> Certificate | None:
    """Return one that covers `domain`, one already issued before one still waiting; None where there is none."""
    found = sorted(_covering(domain), key=lambda summary: (USABLE.index(summary["Status"]), summary["CertificateArn"]))
    return described(found[0]["CertificateArn"]) if found else None


def request(domain: str) -> Certificate:
    """Ask for one, and return it with the records that prove the domain ours. Asked twice, it is the same one."""
    token = hashlib.sha256(domain.encode()).hexdigest()[:32]
    acm = amazon.client("acm")
    arn = acm.request_certificate(DomainName=domain, ValidationMethod="DNS", IdempotencyToken=token)["CertificateArn"]
    for _ in looks(at_most=RECORDS_WITHIN):  # they are made a moment after the certificate
        certificate = described(arn)
        if certificate.records:
            break
    return certificate


def described(arn: str) -> Certificate:
    """Look at a certificate. Raises HostingError for one that CloudFront cannot use, now or ever."""
    if f":acm:{amazon.GLOBAL}:" not in arn:
        raise HostingError(f"CloudFront takes certificates of {amazon.GLOBAL} alone, and {arn} is none.")
    answer = amazon.client("acm").describe_certificate(CertificateArn=arn)["Certificate"]
    if answer["Status"] not in USABLE:
        raise HostingError(f"The certificate {arn} is {answer['Status'].lower()}. Delete it, and run this again.")
    return Certificate(arn, answer["Status"], tuple(_records(answer)))


def wait(certificate: Certificate, *, at_most: timedelta, say: Callable[[str], None]) -> None:
    """Wait until it is issued. Raises HostingError where that takes longer: the records are not set yet."""
    if certificate.issued:
        return
    minutes = at_most.total_seconds() / 60
    say(f"Waiting up to {minutes:.0f} minutes for the certificate …")
    if not any(described(certificate.arn).issued for _ in looks(at_most=at_most)):
        raise HostingError("The certificate is not issued yet. Set the records above, and run this again.")


def _covering(domain: str) -> Iterator[dict[str, Any]]:
    names = {domain, f"*.{domain.partition('.')[2]}"}
    pages = amazon.client("acm").get_paginator("list_certificates")
    for page in pages.paginate(CertificateStatuses=USABLE, Includes={"keyTypes": KEYS}):
        for summary in page["CertificateSummaryList"]:
            if names & {summary["DomainName"], *summary.get("SubjectAlternativeNameSummaries", ())}:
                yield summary


def _records(answer: dict[str, Any]) -> Iterator[Record]:
    for option in answer.get("DomainValidationOptions", ()):
        if record := option.get("ResourceRecord"):
            yield Record(record["Type"], record["Name"], record["Value"], "the certificate")
