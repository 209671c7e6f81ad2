"""A real browser, without a window: Debian's Chromium, driven over WebDriver.

A page is opened from a file, as its readers do. ``look`` sets what the reader's device is
like: its width, light or dark, with or without JavaScript.
"""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.ports import free

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
)


class Browser:
    """One window; what it shows is asked for with CSS selectors."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def look(
        self, *, width: int = 1280, height: int = 800, dark: bool = False, scripts: bool = True
    ) -> None:
        """Set the device: the size of its window in CSS pixels, its colours, and JavaScript."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._ask("Emulation.setDeviceMetricsOverride", **metrics)
        colours = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self._ask("Emulation.setEmulatedMedia", media="", features=[colours, still])
        self._ask("Emulation.setScriptExecutionDisabled", value=not scripts)

    def open(self, path: Path, fragment: str = "") -> None:
        """Open the page at ``path``."""
        self.driver.get("about:blank")
        self.driver.get(path.absolute().as_uri() + fragment)

    def find(self, selector: str) -> WebElement:
        """Return the first element."""
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def count(self, selector: str) -> int:
        """Return how many elements there are."""
        return len(self.driver.find_elements(By.CSS_SELECTOR, selector))

    def press(self, *keys: str) -> None:
        """Press keys, where the focus is."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def focused(self) -> str:
        """Return the id of the element that has the focus."""
        return self.driver.switch_to.active_element.get_attribute("id") or ""

    def tell(self, script: str, *arguments: object) -> Any:  # noqa: ANN401 - as JavaScript has it
        """Return what a script returns."""
        return self.driver.execute_script(script, *arguments)

    def in_view(self, selector: str) -> bool:
        """Tell whether some of an element can be seen without scrolling."""
        box = "const b = document.querySelector(arguments[0]).getBoundingClientRect();"
        seen = "b.height > 0 && b.bottom > 0 && b.top < innerHeight && b.right > 0 && b.left < innerWidth"
        return bool(self.tell(f"{box} return {seen}", selector))

    def heard(self, role: str) -> list[str]:
        """Return the names of all that a screen reader is given in a role."""
        nodes = self._ask("Accessibility.getFullAXTree")["nodes"]
        return [
            node["name"]["value"]
            for node in nodes
            if not node["ignored"] and node["role"]["value"] == role
        ]

    def complaints(self) -> list[str]:
        """Return what the browser logged since it was last asked: errors, breaches of policy."""
        lines = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [str(line["message"]) for line in lines]

    def seconds(self, path: Path) -> float:
        """Open the page at ``path``, and return the CPU time that its thread took to show it."""
        self.driver.get("about:blank")
        self._ask("Performance.enable", timeDomain="threadTicks")
        self.open(path)
        self.tell("return document.body.offsetHeight")
        metrics = self._ask("Performance.getMetrics")["metrics"]
        self._ask("Performance.disable")
        return next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")

    def paper(self) -> bytes:
        """Print the page, and return the PDF."""
        printed = self._ask("Page.printToPDF", printBackground=False, preferCSSPageSize=True)
        return base64.b64decode(printed["data"])

    def picture(self, path: Path, *, height: int | None = None) -> None:
        """Write what is shown as PNG, or so many pixels of the page from its top."""
        clip = {}
        if height:
            width = self.tell("return innerWidth")
            clip = {"clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}}
        shot = self._ask(
            "Page.captureScreenshot", format="png", captureBeyondViewport=bool(height), **clip
        )
        path.write_bytes(base64.b64decode(shot["data"]))

    def _ask(self, command: str, **parameters: object) -> dict[str, Any]:
        answer: dict[str, Any] = self.driver.execute_cdp_cmd(command, parameters)
        return answer


def missing() -> str:
    """Return what must be installed for a browser; nothing where all is there."""
    needed = {"chromium": "chromium", "chromedriver": "chromium-driver"}
    packages = [package for program, package in needed.items() if not shutil.which(program)]
    return f"no browser: apt-get install -y {' '.join(packages)}" if packages else ""


def need_browser() -> None:
    """Skip the test where there is no browser, and say what to install; in CI, fail."""
    if lack := missing():
        if os.environ.get("CI"):
            pytest.fail(lack, pytrace=False)
        pytest.skip(lack)


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Start the browser with an empty profile in ``folder``, and end it."""
    options = ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*_FLAGS, f"--user-data-dir={folder}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options, ChromeService(shutil.which("chromedriver"), port=free(1)[0]))
    try:
        yield Browser(driver)
    finally:
        driver.quit()


__all__ = ["Browser", "Keys", "browser", "missing", "need_browser"]
