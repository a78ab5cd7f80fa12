"""Files of other tools, read as they are and turned into scenarios and tables.

Each reader takes the text of one file and gives texts to write; nothing is written here.
"""

from __future__ import annotations

from glmopt.importing.imported import Imported
from glmopt.importing.melange import melange

__all__ = ["Imported", "melange"]
