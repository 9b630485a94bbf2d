"""The data sets that a graph can name as its source, as data: columns, counts, parameters, credit.

Nothing is loaded here; the engine does that, and its arrays have exactly the shapes and types written below. A
column bears the name its set gives it, with _ for all that is no letter or digit; units are in its doc. Sets of
numbers also have `features`: all their features as one vector, so that an Input need not list them.
"""

from collections.abc import Mapping
from types import MappingProxyType

from graphnn.catalogue.columns import (
    DIGITS,
    image_column,
    label_column,
    number_column,
    target_column,
    text_column,
    with_vector,
)
from graphnn.catalogue.generated_data_sets import GENERATED
from graphnn.catalogue.model import Column, DataSetType, Kind, Parameter

FASHION_CLASSES = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)

CIFAR10_CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")

# Each measure of a cell nucleus as (mean, standard error, worst): the least and greatest value of each.
BREAST_MEASURES = {
    "radius": ((6.981, 28.11), (0.1115, 2.873), (7.93, 36.04)),
    "texture": ((9.71, 39.28), (0.3602, 4.885), (12.02, 49.54)),
    "perimeter": ((43.79, 188.5), (0.757, 21.98), (50.41, 251.2)),
    "area": ((143.5, 2501), (6.802, 542.2), (185.2, 4254)),
    "smoothness": ((0.05263, 0.1634), (0.001713, 0.03113), (0.07117, 0.2226)),
    "compactness": ((0.01938, 0.3454), (0.002252, 0.1354), (0.02729, 1.058)),
    "concavity": ((0, 0.4268), (0, 0.396), (0, 1.252)),
    "concave_points": ((0, 0.2012), (0, 0.05279), (0, 0.291)),
    "symmetry": ((0.106, 0.304), (0.007882, 0.07895), (0.1565, 0.6638)),
    "fractal_dimension": ((0.04996, 0.09744), (0.0008948, 0.02984), (0.05504, 0.2075)),
}


def _breast_features() -> tuple[Column, ...]:
    means = [number_column(f"mean_{name}", *ranges[0]) for name, ranges in BREAST_MEASURES.items()]
    errors = [number_column(f"{name}_error", *ranges[1]) for name, ranges in BREAST_MEASURES.items()]
    worst = [number_column(f"worst_{name}", *ranges[2]) for name, ranges in BREAST_MEASURES.items()]
    return (*means, *errors, *worst)


_COLLECTED = (
    DataSetType(
        name="mnist",
        title="MNIST",
        doc="Handwritten digits, 28 by 28 pixels, white on black.",
        credit=("Yann LeCun, Corinna Cortes and Christopher Burges, CC BY-SA 3.0, http://yann.lecun.com/exdb/mnist/"),
        columns=(
            image_column((28, 28), 255, "Brightness of each pixel, 0 (black) to 255 (white)."),
            label_column(DIGITS, "The digit that was meant."),
        ),
        train_count=60_000,
        test_count=10_000,
    ),
    DataSetType(
        name="fashion_mnist",
        title="Fashion-MNIST",
        doc="Clothes in grey, 28 by 28 pixels: the shape of MNIST, but harder.",
        credit="Zalando SE, MIT licence, https://github.com/zalandoresearch/fashion-mnist",
        columns=(
            image_column((28, 28), 255, "Brightness of each pixel, 0 (black) to 255 (white)."),
            label_column(FASHION_CLASSES, "The piece of clothing."),
        ),
        train_count=60_000,
        test_count=10_000,
    ),
    DataSetType(
        name="cifar10",
        title="CIFAR-10",
        doc="Small colour photographs of ten kinds of animals and vehicles, 32 by 32 pixels.",
        credit="Alex Krizhevsky, Vinod Nair and Geoffrey Hinton, https://www.cs.toronto.edu/~kriz/cifar.html",
        columns=(
            image_column((32, 32, 3), 255, "Red, green and blue of each pixel, 0 to 255."),
            label_column(CIFAR10_CLASSES, "What the photograph shows."),
        ),
        train_count=50_000,
        test_count=10_000,
    ),
    DataSetType(
        name="imdb",
        title="IMDB film reviews",
        doc="Film reviews as sequences of word numbers, each praising or panning a film.",
        credit="Andrew Maas and others, 2011, https://ai.stanford.edu/~amaas/data/sentiment/",
        columns=(
            Column(
                name="words",
                shape=(None,),
                dtype="int32",
                role="feature",
                kind="sequence",
                minimum=0,
                doc=(
                    "The words by rank of frequency; 0 fills up short reviews in front, 1 starts a review, "
                    "2 stands for a word left out. As long as maxlen says."
                ),
            ),
            label_column(("negative", "positive"), "Whether the review praises the film."),
        ),
        parameters=(
            Parameter(
                name="num_words",
                kind=Kind.INTEGER,
                default=10_000,
                minimum=4,
                maximum=88_587,
                unit="words",
                main=True,
                doc="Word numbers stay below this; rarer words become 2. An Embedding needs this input_dim.",
            ),
            Parameter(
                name="maxlen",
                kind=Kind.INTEGER,
                default=200,
                minimum=1,
                maximum=2_500,
                unit="words",
                main=True,
                doc="The length of every sequence: of a longer review the end is kept, a shorter one is filled up.",
            ),
        ),
        train_count=25_000,
        test_count=25_000,
    ),
    DataSetType(
        name="movie_reviews",
        title="Film reviews as text",
        doc="Whole film reviews in plain words, each praising or panning a film.",
        credit="Bo Pang and Lillian Lee, 2004, https://www.cs.cornell.edu/people/pabo/movie-review-data/",
        columns=(
            text_column("text", "The review, some 650 words in lower case."),
            label_column(("negative", "positive"), "Whether the review praises the film."),
        ),
        train_count=2_000,
    ),
    DataSetType(
        name="california_housing",
        title="California housing",
        doc="What houses cost in the block groups of California's census of 1990.",
        credit="R. Kelley Pace and Ronald Barry, 1997, https://www.dcc.fc.up.pt/~ltorgo/Regression/cal_housing.html",
        columns=(
            *with_vector(
                number_column("longitude", -124.35, -114.31, "Degrees east; California lies west, so below zero."),
                number_column("latitude", 32.54, 41.95, "Degrees north."),
                number_column("housing_median_age", 1, 52, "Years."),
                number_column("total_rooms", 2, 39_320, "Rooms of all homes in the block group."),
                number_column("total_bedrooms", 1, 6_445, "Bedrooms of all homes in the block group."),
                number_column("population", 3, 35_682, "People who live in the block group."),
                number_column("households", 1, 6_082, "Households in the block group."),
                number_column("median_income", 0.4999, 15.0001, "In 10,000 $ a year."),
            ),
            target_column("value", 0.14999, 5.00001, "The median value of a house, in 100,000 $; cut off above 5."),
        ),
        train_count=16_512,
        test_count=4_128,
    ),
    DataSetType(
        name="digits",
        title="Digits",
        doc="Handwritten digits, 8 by 8 pixels: small enough to train on in seconds.",
        credit=(
            "E. Alpaydin and C. Kaynak, 1998, CC BY 4.0, "
            "https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits"
        ),
        columns=(
            image_column((8, 8), 16, "Ink in each pixel, 0 (none) to 16 (full)."),
            label_column(DIGITS, "The digit that was meant."),
        ),
        train_count=1_797,
    ),
    DataSetType(
        name="iris",
        title="Iris",
        doc="Flowers of three species of iris, each measured four times.",
        credit="R. A. Fisher, 1936, https://archive.ics.uci.edu/dataset/53/iris",
        columns=(
            *with_vector(
                number_column("sepal_length", 4.3, 7.9, "Centimetres."),
                number_column("sepal_width", 2, 4.4, "Centimetres."),
                number_column("petal_length", 1, 6.9, "Centimetres."),
                number_column("petal_width", 0.1, 2.5, "Centimetres."),
            ),
            label_column(("setosa", "versicolor", "virginica"), "The species of iris.", name="species"),
        ),
        train_count=150,
    ),
    DataSetType(
        name="wine",
        title="Wine",
        doc="Chemical analyses of Italian wines made from three cultivars of grape.",
        credit="M. Forina and others, 1991, CC BY 4.0, https://archive.ics.uci.edu/dataset/109/wine",
        columns=(
            *with_vector(
                number_column("alcohol", 11.03, 14.83, "Per cent."),
                number_column("malic_acid", 0.74, 5.8),
                number_column("ash", 1.36, 3.23),
                number_column("alcalinity_of_ash", 10.6, 30),
                number_column("magnesium", 70, 162),
                number_column("total_phenols", 0.98, 3.88),
                number_column("flavanoids", 0.34, 5.08),
                number_column("nonflavanoid_phenols", 0.13, 0.66),
                number_column("proanthocyanins", 0.41, 3.58),
                number_column("color_intensity", 1.28, 13),
                number_column("hue", 0.48, 1.71),
                number_column("od280_od315_of_diluted_wines", 1.27, 4, "Absorbance at 280 nm over that at 315 nm."),
                number_column("proline", 278, 1_680),
            ),
            label_column(("class_0", "class_1", "class_2"), "The cultivar of the grape.", name="cultivar"),
        ),
        train_count=178,
    ),
    DataSetType(
        name="breast_cancer",
        title="Breast cancer, Wisconsin",
        doc="Cell nuclei of breast tumours, measured under the microscope: malignant or benign.",
        credit=(
            "William Wolberg, Olvi Mangasarian and Nick Street, 1993, CC BY 4.0, "
            "https://archive.ics.uci.edu/dataset/17/breast+cancer+wisconsin+diagnostic"
        ),
        columns=(
            *with_vector(*_breast_features()),
            label_column(("malignant", "benign"), "The kind of tumour.", name="diagnosis"),
        ),
        train_count=569,
    ),
    DataSetType(
        name="diabetes",
        title="Diabetes",
        doc="Ten facts about each of 442 patients, and how far their diabetes had gone a year later.",
        credit=(
            "Bradley Efron, Trevor Hastie, Iain Johnstone and Robert Tibshirani, 2004, "
            "https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html"
        ),
        columns=(
            *with_vector(
                number_column("age", 19, 79, "Years."),
                number_column("sex", 1, 2, "1 or 2."),
                number_column("bmi", 18, 42.2, "Body mass index, kg/m²."),
                number_column("bp", 62, 133, "Average blood pressure, mmHg."),
                number_column("s1", 97, 301, "Total serum cholesterol."),
                number_column("s2", 41.6, 242.4, "Low-density lipoproteins."),
                number_column("s3", 22, 99, "High-density lipoproteins."),
                number_column("s4", 2, 9.09, "Total cholesterol over high-density lipoproteins."),
                number_column("s5", 3.2581, 6.107, "Logarithm of the level of serum triglycerides."),
                number_column("s6", 58, 124, "Blood sugar."),
            ),
            target_column("progression", 25, 346, "How far the disease has gone after a year."),
        ),
        train_count=442,
    ),
)

DATA_SETS: Mapping[str, DataSetType] = MappingProxyType({each.name: each for each in (*_COLLECTED, *GENERATED)})
"""Every registered data set, by name."""
