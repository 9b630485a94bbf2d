"""What elements are called where the page is read aloud.

Its law: text that is not written in the source reaches an element here, or as another property by its key, never in
a line of properties. NiceGUI takes such a line apart, so that a name with a backslash in it could end its quotes, and
what followed would be properties of its own, which may be JavaScript.
"""

from nicegui.element import Element


def named(element: Element, label: str, doc: str = "") -> None:
    """Say what a control is called, and in Keras' words what it does, to who hears the page."""
    element.props["aria-label"] = label
    if doc:
        element.props["aria-description"] = doc
