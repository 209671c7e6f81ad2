"""An authority of the tests' own, and what it signs: a broker's certificate and a client's.

Owns the making of the files, by the ``openssl`` program; they are valid for two days.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

KEY = "-nodes -days 2 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1".split()


def make(folder: Path) -> Path:
    """Fill ``folder`` and return it.

    ``ca.pem`` is the authority's certificate; ``server.pem`` and ``client.pem`` hold a key and its
    certificate. The client is called ``CN=qala``, the server is 127.0.0.1 and localhost.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _openssl(folder / "ca", "/CN=qala tests", "basicConstraints=critical,CA:TRUE")
    signed = ("-CA", folder / "ca.pem", "-CAkey", folder / "ca.pem")
    leaf = "basicConstraints=critical,CA:FALSE"
    names = "subjectAltName=IP:127.0.0.1,DNS:localhost"
    _openssl(folder / "server", "/CN=127.0.0.1", leaf, names, signed=signed)
    _openssl(folder / "client", "/CN=qala", leaf, signed=signed)
    return folder


def _openssl(
    path: Path, subject: str, *extensions: str, signed: tuple[str | Path, ...] = ()
) -> None:
    added = [part for extension in extensions for part in ("-addext", extension)]
    key, certificate = path.with_suffix(".key"), path.with_suffix(".crt")
    command = ["openssl", "req", "-x509", *KEY, "-subj", subject, *added, *signed]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    path.with_suffix(".pem").write_bytes(key.read_bytes() + certificate.read_bytes())
