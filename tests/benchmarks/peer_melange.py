"""Mélange's published formulation as a whole process: `python peer_melange.py CONFIG.json LIMIT_S`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from melange import peer

if __name__ == "__main__":
    config = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps({"cost": peer(config, float(sys.argv[2]))}))
