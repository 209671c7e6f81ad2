"""``make golden``: makes every golden event anew; read the diff before it is committed."""

from __future__ import annotations

from tests.golden.pairs import event_of, golden, orphans, sources, written


def main() -> None:
    """Write what has changed and say so, and remove events whose record is gone."""
    for orphan in orphans():
        orphan.unlink()
        print(f"removed {orphan.name}")
    for source in sources():
        path, made = golden(source), written(event_of(source))
        if not path.exists() or path.read_bytes() != made:
            path.write_bytes(made)
            print(f"made {path.name}")


if __name__ == "__main__":
    main()
