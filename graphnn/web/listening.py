"""The socket that the editor is served on, and how addresses name its host."""

import errno
import socket

from graphnn.errors import UsageError

PORTS_TO_TRY = 20


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the port; where it is taken, on the next that is free.

    It listens before the address is printed, so that whoever reads it is not turned away.

    Raises:
        UsageError: If no port is free, or the host is no address of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in [0] if port == 0 else range(port, port + PORTS_TO_TRY):
        listener = socket.socket(family)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, candidate))
            listener.listen()
        except OSError as error:
            listener.close()
            if error.errno == errno.EADDRINUSE:
                continue
            raise UsageError(f"--host {host}: {error.strerror}. Name an address of this machine.") from error
        return listener
    raise UsageError(f"--port {port}: taken, and the {PORTS_TO_TRY} after it too. Choose another, or 0 for any.")


def shown_host(host: str) -> str:
    """Return a host as it stands in an address.

    >>> shown_host("::1")
    '[::1]'
    """
    return f"[{host}]" if ":" in host else host
