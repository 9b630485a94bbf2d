"""Who is asked and who asks: the Host and Origin headers, parsed strictly and compared.

Text only: no header is trusted here, no name looked up. What does not parse is no host and no origin.
"""

import ipaddress
import re
from typing import NamedTuple

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})

_DEFAULT_PORTS = {"http": 80, "https": 443}
# Strict, because the text comes back in a header of the answer: letters, digits, dots and hyphens, or IPv6 in brackets.
_AUTHORITY = re.compile(r"(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9_](?:[a-z0-9._-]{0,252}[a-z0-9_])?))(?::([0-9]{1,5}))?")


class Authority(NamedTuple):
    """What a server is called by: the scheme it is reached over, its name, its port."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        """Return it as a Host header gives it, without the port that goes without saying."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def parse_authority(text: str, *, scheme: str) -> Authority | None:
    """Return what a Host header says, or None where it says nothing fit.

    >>> parse_authority("[::1]:8080", scheme="http")
    Authority(scheme='http', host='::1', port=8080)
    >>> parse_authority("localhost:8080@elsewhere", scheme="http") is None
    True
    """
    match = _AUTHORITY.fullmatch(text.lower())
    if match is None or scheme not in _DEFAULT_PORTS:
        return None
    address, name, port = match.groups()
    return Authority(scheme, address or name, int(port) if port else _DEFAULT_PORTS[scheme])


def is_same_origin(origin: str, authority: Authority) -> bool:
    """Tell whether an Origin header names the very server that is asked: scheme, name and port.

    >>> is_same_origin("http://localhost:8080", Authority("http", "localhost", 8080))
    True
    >>> is_same_origin("null", Authority("http", "localhost", 8080))
    False
    """
    scheme, separator, rest = origin.partition("://")
    return bool(separator) and parse_authority(rest, scheme=scheme.lower()) == authority


def is_loopback(host: str) -> bool:
    """Tell whether an address to bind can be reached from this machine only.

    >>> is_loopback("127.0.0.2"), is_loopback("0.0.0.0")
    (True, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
