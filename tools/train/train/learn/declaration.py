"""The ledger of a performer's own recordings: what `--rights` declares."""

import re

from analyse.audio import sha256

_LICENCES = (
    (r"CC[ -]?0(?:[ -]1\.0)?|public domain", "CC0-1.0"),
    (r"CC[ -]BY[ -]SA[ -]4\.0", "CC-BY-SA-4.0"),
    (r"CC[ -]BY[ -]NC[ -]4\.0", "CC-BY-NC-4.0"),
    (r"CC[ -]BY[ -]4\.0", "CC-BY-4.0"),
    (r"CC[ -]BY[ -]3\.0", "CC-BY-3.0"),
)
LONGEST = 300


def parse(rights):
    """(author, licence) of a declaration such as 'my own playing, CC BY 4.0'; a licence that is not known by name is
    the whole declaration. ValueError where it says nothing.
    """
    text = " ".join(rights.split())
    if len(text) < 3 or not any(c.isalpha() for c in text):
        raise ValueError("--rights says nothing; declare whose playing it is and its licence, e.g. 'my own playing, CC BY 4.0'")
    if len(text) > LONGEST or not text.isprintable():
        raise ValueError(f"--rights is longer than {LONGEST} characters, or holds some that cannot be printed")
    for pattern, licence in _LICENCES:
        if found := re.search(rf"(?:{pattern})", text, re.I):
            author = (text[: found.start()] + text[found.end() :]).strip(" ,;:.()-")
            return author or text, licence
    return text, text


def entries(folder, files, seconds, rights):
    """Provenance of the recordings used, by file."""
    author, licence = parse(rights)
    return [
        {
            "file": file.relative_to(folder).as_posix(),
            "sha256": sha256(file),
            "title": file.name,
            "author": author,
            "license": licence,
            "seconds": round(length, 3),
            "declared": rights,
        }
        for file, length in sorted(zip(files, seconds), key=lambda pair: pair[0].relative_to(folder).as_posix())
    ]


def ledger(folder, files, seconds, rights):
    """(provenance, licence, attribution) as patch.save takes them."""
    found = entries(folder, files, seconds, rights)
    author, licence = parse(rights)
    sentence = f"Made from {len(found)} recordings: {rights}"
    return found, licence, sentence if sentence.endswith(".") else sentence + "."
