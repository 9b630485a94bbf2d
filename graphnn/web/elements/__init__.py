"""The elements of the page that are drawn in the browser: canvas, palette and chart.

Intent comes up as events, state goes down through methods; none of them knows documents or layers.
"""
