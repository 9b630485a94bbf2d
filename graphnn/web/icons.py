"""The few icons of the page, drawn as strokes on a 20 × 20 grid in the text's colour."""

from nicegui import ui

_STROKES = {
    "more": '<path d="M4.5 10h.01M10 10h.01M15.5 10h.01" stroke-width="2.4"/>',
    "undo": '<path d="M5 8h7a4 4 0 010 8H8M5 8l3-3M5 8l3 3"/>',
    "redo": '<path d="M15 8H8a4 4 0 000 8h4M15 8l-3-3M15 8l-3 3"/>',
    "link": '<path d="M8.5 11.5a3 3 0 004.2 0l2.4-2.4a3 3 0 00-4.2-4.2L9.7 6M11.5 8.5a3 3 0 00-4.2 0l-2.4 2.4a3 3 0 '
    '004.2 4.2l1.2-1.1"/>',
    "unlink": '<path d="M12.5 11.7l2.6-2.6a3 3 0 00-4.2-4.2L9.6 6M7.5 8.3l-2.6 2.6a3 3 0 004.2 4.2l1.3-1.1"/>'
    '<path d="M4 4l12 12"/>',
    "copy": '<rect x="7" y="7" width="9.5" height="9.5" rx="2"/><path d="M13 4.5a1.5 1.5 0 00-1.5-1H5a1.5 1.5 0 00-1.5 '
    '1.5v6.5A1.5 1.5 0 005 13"/>',
    "share": '<path d="M10 12V3.5M6.8 6.2L10 3l3.2 3.2M6 9H5a1.5 1.5 0 00-1.5 1.5V15A1.5 1.5 0 005 16.5h10a1.5 '
    '1.5 0 001.5-1.5v-4.5A1.5 1.5 0 0015 9h-1"/>',
    "file": '<path d="M11.5 3H6a1.5 1.5 0 00-1.5 1.5v11A1.5 1.5 0 006 17h8a1.5 1.5 0 001.5-1.5V7zM11.5 3v4h4"/>',
    "picture": '<rect x="3.5" y="4" width="13" height="12" rx="1.5"/><path d="M4 14l4-4 3 3 2-2 3.5 3.5M13 7.6h.01"/>',
    "code": '<path d="M7 6l-4 4 4 4M13 6l4 4-4 4M11.3 4.5L8.7 15.5"/>',
    "model": '<path d="M10 3l6.5 3.6v6.8L10 17l-6.5-3.6V6.6zM3.7 6.7L10 10.2l6.3-3.5M10 10.2V17"/>',
    "folder": '<path d="M3.5 15V5.5a1 1 0 011-1h3.3l1.8 2h5.9a1 1 0 011 1V9M3.5 15.5l2.1-6.4h12l-2.1 6.4z"/>',
    "download": '<path d="M10 3.5v9M6.5 9.5L10 13l3.5-3.5M4 16.5h12"/>',
    "versions": '<path d="M3.6 8.2a6.6 6.6 0 1 1-.2 3M3.2 4.6v3.8H7M10 6.4V10l2.6 1.8"/>',
    "pencil": '<path d="M4 16l.8-3.2L13 4.6a1.7 1.7 0 012.4 2.4L7.2 15.2zM11.6 6L14 8.4"/>',
    "remove": '<path d="M6 6l8 8M14 6l-8 8"/>',
    "curve": '<path d="M3.5 5c6 0 5 10 13 10M3.5 16.5h13"/>',
    "up": '<path d="M5.5 12L10 7.5l4.5 4.5"/>',
    "down": '<path d="M5.5 8L10 12.5 14.5 8"/>',
    "magnifier": '<circle cx="9" cy="9" r="5.2"/><path d="M13 13l4 4M6.8 9h4.4M9 6.8v4.4"/>',
    "theme": '<path d="M10 3a7 7 0 107 7 5.5 5.5 0 01-7-7z"/>',
}

_PLAY = (
    '<svg viewBox="0 0 11 12" width="{size}" height="{size}" fill="currentColor"><path d="M1 .8v10.4L10.4 6z"/></svg>'
)

_MARK = (
    '<svg viewBox="0 0 22 22" width="{size}" height="{size}"><rect width="22" height="22" rx="6" fill="var(--accent)"/>'
    '<g stroke="var(--on-accent)" stroke-width="1.4"><path d="M6 7l10 4M6 15l10-4"/></g><g fill="var(--on-accent)">'
    '<circle cx="6" cy="7" r="2.3"/><circle cx="6" cy="15" r="2.3"/><circle cx="16" cy="11" r="2.3"/></g></svg>'
)

_STROKED = (
    '<svg viewBox="0 0 20 20" width="{size}" height="{size}" fill="none" stroke="currentColor" stroke-width="1.7" '
    'stroke-linecap="round" stroke-linejoin="round">{strokes}</svg>'
)


def icon(name: str, *, size: int) -> ui.html:
    """Draw an icon: "mark", "play", or one of the stroked ones."""
    match name:
        case "mark":
            drawing = _MARK.format(size=size)
        case "play":
            drawing = _PLAY.format(size=size)
        case _:
            drawing = _STROKED.format(size=size, strokes=_STROKES[name])
    return ui.html(drawing, sanitize=False, tag="span").classes("gn-icon").props("aria-hidden=true")
