"""Settings → how the brokers are reached: addresses, TLS, SASL, and options of the client's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from worker.config import Kafka, Sasl
from worker.edge.kafka import Client
from worker.edge.kafka.client import Kind, settable, unknown
from worker.edge.kafka.tokens import FileTokens, Grant, GrantedTokens
from worker.errors import SettingsError
from worker.faults import nearest


def client(kafka: Kafka) -> Client:
    """Return how the brokers are reached. Raises ``SettingsError`` for options that can't be."""
    if faults := list(_option_faults(kafka)):
        raise SettingsError(faults)
    return Client(
        connection=_connection(kafka),
        consumer_options=kafka.consumer_options,
        producer_options=kafka.producer_options,
        admin_options=kafka.admin_options,
    )


def _option_faults(kafka: Kafka) -> Iterator[str]:
    given: dict[Kind, dict[str, Any]] = {
        "consumer": kafka.consumer_options,
        "producer": kafka.producer_options,
        "admin": kafka.admin_options,
    }
    for kind, options in given.items():
        at = f"kafka.{kind}_options"
        allowed = settable(kind)
        for name in unknown(kind, options):
            near = nearest(name, allowed)
            hint = f"did you mean {near}?" if near else f"allowed: {', '.join(allowed)}"
            yield f"{at}.{name}: kafka-python has no such option; {hint}"
        for name in sorted(options.keys() - set(allowed) - set(unknown(kind, options))):
            yield f"{at}.{name}: is set by qala; see the settings of kafka, source and sink"


def _connection(kafka: Kafka) -> dict[str, Any]:
    tls, sasl = kafka.tls, kafka.sasl
    secured = "SSL" if tls.enabled else "PLAINTEXT"
    options: dict[str, Any] = {
        "bootstrap_servers": list(kafka.bootstrap),
        "client_id": kafka.client_id,
        "security_protocol": secured if sasl.mechanism == "none" else f"SASL_{secured}",
    }
    if tls.enabled:
        files = {
            "ssl_cafile": tls.ca_file,
            "ssl_certfile": tls.certificate_file,
            "ssl_keyfile": tls.key_file,
        }
        options |= {name: str(path) for name, path in files.items() if path}
        options["ssl_check_hostname"] = tls.verify_hostname
        if tls.key_password:
            options["ssl_password"] = tls.key_password.reveal()
    return options | _credentials(sasl)


def _credentials(sasl: Sasl) -> dict[str, Any]:
    if sasl.mechanism == "none":
        return {}
    if sasl.mechanism == "OAUTHBEARER":
        return {"sasl_mechanism": sasl.mechanism, "sasl_oauth_token_provider": _tokens(sasl)}
    return {
        "sasl_mechanism": sasl.mechanism,
        "sasl_plain_username": sasl.username,
        "sasl_plain_password": _password(sasl),
    }


def _password(sasl: Sasl) -> str:
    if sasl.password_file is None:
        return sasl.password.reveal() if sasl.password else ""
    try:
        return sasl.password_file.read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as fault:
        message = f"kafka.sasl.password_file: {sasl.password_file}: {fault}; mount a readable file"
        raise SettingsError([message]) from fault


def _tokens(sasl: Sasl) -> FileTokens | GrantedTokens:
    if sasl.token_file:
        return FileTokens(sasl.token_file)
    grant = Grant(
        url=sasl.token_url or "",
        client_id=sasl.client_id or "",
        client_secret=sasl.client_secret.reveal() if sasl.client_secret else "",
        scope=sasl.scope,
    )
    return GrantedTokens(grant)
