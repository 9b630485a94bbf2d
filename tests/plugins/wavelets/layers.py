"""The layer of the plug-in, registered with Keras under the name that its description bears."""

import keras


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
