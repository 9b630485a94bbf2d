"""How amounts are written wherever people read them."""


def size_in_words(byte_count: int) -> str:
    """Return an amount of memory as people say it.

    >>> size_in_words(1_607_680), size_in_words(40)
    ('1.6 MB', '40 bytes')
    """
    size = float(byte_count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:,.1f} TB"
