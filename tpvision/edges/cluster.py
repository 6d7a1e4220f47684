"""Work for other computers: an existing Dask cluster as an executor (distributed, an extra)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from tpvision.errors import InputError


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Give an executor whose calls run on a cluster, each as often as it is asked for.

    Parameters
    ----------
    address
        That of its scheduler, as in ``tcp://10.0.0.5:8786``.

    Raises
    ------
    InputError
        The extra is not installed, or nobody answers there.
    """
    try:
        from distributed import Client
        from distributed.comm import get_address_host_port
    except ImportError as error:
        raise InputError("For a cluster install the extra: pip install 'tpvision[cluster]'.") from error
    try:
        # A client that nobody answers is slow to give up, so knock first.
        socket.create_connection(get_address_host_port(address), timeout=5.0).close()
        client = Client(address, set_as_default=False)
    except (OSError, ValueError) as error:  # a timeout is an OSError
        raise InputError(f"No cluster answers at {address}; start its scheduler or check the address.") from error
    with client:
        # A pure call would not be made again where the cluster still knows an earlier result.
        yield client.get_executor(pure=False)
