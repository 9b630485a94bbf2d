"""Pictures of a whole graph, drawn without a browser: the cards and wires of the canvas as SVG and PNG.

Nothing here imports NiceGUI, so that the shell draws without it.
"""
