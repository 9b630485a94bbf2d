"""How the columns of the registered data sets are written: one short call for each kind.

Numbers are float32, class numbers int32, pictures uint8, texts objects of numpy; the loaders keep to that.
"""

from graphnn.catalogue.model import Column

DIGITS = tuple("0123456789")


def image_column(shape: tuple[int, ...], maximum: float, doc: str, *, name: str = "image") -> Column:
    """Return a column of pictures with pixels from 0 to `maximum`."""
    return Column(
        name=name, shape=shape, dtype="uint8", role="feature", kind="image", minimum=0, maximum=maximum, doc=doc
    )


def label_column(classes: tuple[str, ...], doc: str, *, name: str = "label") -> Column:
    """Return a column of class numbers to predict."""
    return Column(
        name=name,
        shape=(),
        dtype="int32",
        role="target",
        kind="label",
        classes=classes,
        minimum=0,
        maximum=len(classes) - 1,
        doc=doc,
    )


def number_column(name: str, minimum: float, maximum: float, doc: str = "") -> Column:
    """Return a column of numbers to predict from; the least and the greatest are those of the data."""
    return Column(
        name=name,
        shape=(),
        dtype="float32",
        role="feature",
        kind="number",
        minimum=minimum,
        maximum=maximum,
        doc=doc,
    )


def text_column(name: str, doc: str) -> Column:
    """Return a column of texts to predict from."""
    return Column(name=name, shape=(), dtype="string", role="feature", kind="text", doc=doc)


def target_column(name: str, minimum: float, maximum: float, doc: str) -> Column:
    """Return a column of numbers to predict."""
    return number_column(name, minimum, maximum, doc).model_copy(update={"role": "target"})


def with_vector(*features: Column) -> tuple[Column, ...]:
    """Return columns of numbers behind one that holds them all as a vector."""
    doc = f"All {len(features)} features as one vector, in the order in which they are listed."
    vector = Column(name="features", shape=(len(features),), dtype="float32", role="feature", kind="vector", doc=doc)
    return (vector, *features)
