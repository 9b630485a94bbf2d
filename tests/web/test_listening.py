import socket

import pytest

from graphnn.errors import UsageError
from graphnn.web.listening import listen


def test_where_a_port_is_taken_the_next_that_is_free_is_listened_on():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]

        with listen("127.0.0.1", port) as other, socket.create_connection(other.getsockname()):
            assert port < other.getsockname()[1] <= port + 20


def test_a_host_that_is_no_address_of_this_machine_is_wrong_usage():
    with pytest.raises(UsageError, match=r"--host 192\.0\.2\.1: .* Name an address of this machine"):
        listen("192.0.2.1", 0)
