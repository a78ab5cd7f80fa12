"""Servers and networks as graphs: what reaches what, how fast, and where a gang can sit.

The only package that knows networkx. `fit` and `wiring` make the graph of a node, `groups` and `gangs`
read it, `purchase` makes the graph of a whole plan, `proof` looks at it without knowing how it was made,
`export` writes it down.
"""
