"""Charts as inline SVG of our own: from data to a string, no script, no font and nothing else from outside.

Each has a title and a description for those who cannot see it, and says by letters, numbers and hatching what
it also says by colour. `ident` begins every id of a chart, so that one page can hold several.
"""
