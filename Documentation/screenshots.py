#!/usr/bin/env python3
"""Takes the README's pictures of the sample's site: Documentation/screenshots.py PLANMD

Needs chromium, chromedriver and the Python package selenium.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

ROOT = Path(__file__).resolve().parent.parent
# name, page, height
PICTURES = (("overview", "index.html", 980), ("project", "projects/corrib.html", 1080))


def main() -> None:
    planmd = str(Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([planmd, "site", "-q", "--title", "Studio", "--root", str(ROOT / "samples/agency"), "--today", "2026-03-06", "-o", folder], check=True)
        for scheme in ("light", "dark"):
            options = Options()
            for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage"):
                options.add_argument(argument)
            driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": 1340, "height": 1000, "deviceScaleFactor": 1, "mobile": False})
            for name, page, height in PICTURES:
                driver.get((Path(folder) / page).as_uri())
                clip = {"x": 0, "y": 0, "width": 1340, "height": height, "scale": 1}
                data = driver.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})["data"]
                (ROOT / "docs/images" / f"{name}-{scheme}.png").write_bytes(base64.b64decode(data))
            driver.quit()


if __name__ == "__main__":
    main()
