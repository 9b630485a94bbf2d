import pytest

from graphnn.analysis.advice import advise
from graphnn.document.apply import apply
from tests.analysis.builders import catalogue, chain, node
from tests.document.builders import wires


def advice(shape, layer="Dense"):
    document = chain(None, features=node("Conv2D", filters=8, kernel_size=3), judge=node(layer, units=4))
    return document, advise(document, catalogue(), "judge", shape)


def test_a_layer_put_behind_an_image_offers_what_makes_a_vector_of_it():
    document, told = advice((None, 26, 26, 32))

    assert told is not None
    assert told.message == "judge looks at the 32 values of each of the 26 × 26 places by themselves."
    flat, averaged = (apply(document, fix.edit) for fix in told.fixes)
    assert flat.nodes["flatten"].type == "Flatten"
    assert averaged.nodes["global_average_pooling2d"].type == "GlobalAveragePooling2D"
    assert set(wires(flat)) == {"features > flatten", "flatten > judge"}


@pytest.mark.parametrize(
    ("shape", "layer"), [((None, 784), "Dense"), ((None, 12, 64), "Dense"), ((None, 8, 8, 3), "Conv2D")]
)
def test_what_is_as_one_would_expect_gets_no_advice(shape, layer):
    assert advice(shape, layer)[1] is None
