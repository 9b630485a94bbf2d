"""Why a network answers as it does: pure functions from a trained run to figures.

`trained` opens a run; `results` say how it does on its test set; `inside`, `fit` and `attribution` what it has
learned and what it looks at. Every function takes any network: layers are told apart by what they have (a kernel, a
feature map), never by their names. `drawing` turns figures into pictures, `report` into a page.
"""
