import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphnn.document.ids import fresh_id
from graphnn.document.model import Document, Node
from tests.document.builders import wired
from tests.document.strategies import quick


@pytest.mark.parametrize(
    ("type", "node_id"),
    [
        # As keras.src.utils.naming.to_snake_case spells them.
        ("Dense", "dense"),
        ("Conv2D", "conv2d"),
        ("Conv2DTranspose", "conv2d_transpose"),
        ("MaxPooling2D", "max_pooling2d"),
        ("GlobalAveragePooling1D", "global_average_pooling1d"),
        ("ConvLSTM2D", "conv_lstm2d"),
        ("LSTM", "lstm"),
        ("GRUCell", "gru_cell"),
        ("ReLU", "re_lu"),
        ("PReLU", "p_re_lu"),
        ("MultiHeadAttention", "multi_head_attention"),
        ("ops.add", "add"),
        ("ops.log_softmax", "log_softmax"),
        ("my_package>MyLayer", "my_layer"),
        ("3D", "node_3d"),
        ("__proto__", "proto"),
        ("Größe", "gre"),
        ("···", "node"),
    ],
)
def test_an_id_is_spelled_as_keras_names_a_layer(type, node_id):
    assert fresh_id(Document(), type) == node_id


def test_an_id_that_is_taken_gets_a_number():
    assert fresh_id(wired("dense"), "Dense") == "dense_2"
    assert fresh_id(wired("Dense", "dense_2", "dense_4"), "Dense") == "dense_3"


@quick
@given(st.text(max_size=128))
def test_any_type_gives_an_id_that_a_document_takes(type):
    first = fresh_id(Document(), type)
    second = fresh_id(wired(first), type)

    assert len(Document(nodes={first: Node(type="Dense"), second: Node(type="Dense")}).nodes) == 2
