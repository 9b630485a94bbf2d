"""The layer of the plug-in, registered with Keras under the name that its description bears."""

import keras
import numpy as np
import tensorflow as tf


@keras.saving.register_keras_serializable(package="wavelets")
class Haar(keras.layers.Layer):
    """Sums and differences of neighbours, one behind the other."""

    def __init__(self, gain: float = 1.0, **options: object) -> None:
        super().__init__(**options)
        self.gain = gain

    def call(self, inputs: object) -> object:
        left, right = inputs[..., ::2], inputs[..., 1::2]
        return self.gain * keras.ops.concatenate([left + right, left - right], axis=-1)

    def get_config(self) -> dict[str, object]:
        return {**super().get_config(), "gain": self.gain}


@keras.saving.register_keras_serializable(package="wavelets")
class Rounded(keras.layers.Layer):
    """Rounds in numpy, which TensorFlow cannot trace; the gradient passes as if nothing were rounded."""

    def compute_output_shape(self, input_shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return input_shape

    def call(self, inputs: object) -> object:
        return inputs + (np.round(inputs.numpy(), 1) - inputs.numpy())


@keras.saving.register_keras_serializable(package="wavelets")
class Traced(keras.layers.Layer):
    """Gives what it takes, but only where it is traced."""

    def call(self, inputs: object) -> object:
        if tf.executing_eagerly() and not isinstance(inputs, keras.KerasTensor):
            raise ValueError("Traced has to be traced. Trace it.")
        return inputs
