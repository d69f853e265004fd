"""Provenance: which recordings went in, by whom, under which licence."""

import csv

from .audio import sha256

_ALLOWED = ("CC0-1.0", "CC-BY-3.0", "CC-BY-4.0", "Public Domain")


def manifest(recordings):
    """recordings/manifest.csv as {file: row}."""
    with open(recordings / "manifest.csv", newline="", encoding="utf-8") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


def entries(recordings, files):
    """One provenance entry per recording used, sorted by file. Refuses a recording whose licence
    does not allow it.
    """
    rows, found = manifest(recordings), []
    for file in sorted(set(files)):
        name = file.relative_to(recordings).as_posix()
        row = rows[name]
        if row["license"] not in _ALLOWED:
            raise ValueError(f"{name}: licence {row['license']} is not one that a patch may carry")
        found.append(
            {
                "file": name,
                "sha256": sha256(file),
                "title": f"{row['source']}: {row['source_path']}",
                "author": row["author"],
                "license": row["license"],
                "seconds": float(row["seconds"]),
            }
        )
    return found


def license_of(provenance):
    """The most restrictive licence among them."""
    licenses = {entry["license"] for entry in provenance}
    return next((name for name in ("CC-BY-4.0", "CC-BY-3.0") if name in licenses), "CC0-1.0")


def attribution(provenance):
    """A sentence naming every author, those whose licence asks for it first."""
    by = sorted(
        {(entry["license"] == "CC0-1.0", entry["author"], entry["license"]) for entry in provenance}
    )
    return (
        "Made from recordings by "
        + ", ".join(f"{author} ({license})" for _, author, license in by)
        + "."
    )
