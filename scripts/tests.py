"""`make test`: what the tests need is installed (a browser included), then everything but the real servers runs."""

import os
import shutil
import subprocess
import sys


def main() -> int:
    need_browser()
    workers = str(min(os.cpu_count() or 2, 4))
    quick = ["-n", workers, "--dist", "loadfile", "-m", "not real and not browser and not storm"]
    status = run("rooms and screens", quick)
    status |= run("browser", ["-m", "browser", "tests/browser"])
    return status | run("storms", ["-m", "storm", "tests/storms", "tests/faults"])


def run(name: str, arguments: list[str]) -> int:
    print(f"\n== {name}", flush=True)
    return subprocess.run([sys.executable, "-m", "pytest", *arguments]).returncode


def need_browser() -> None:
    """Debian's Chromium, or whichever the machine has. Installed when we may."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return
    if shutil.which("apt-get"):
        print("== installing Chromium", flush=True)
        sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
        subprocess.run([*sudo, "apt-get", "update", "-qq"])
        subprocess.run(
            [*sudo, "apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-color-emoji"], stdout=subprocess.DEVNULL
        )
    if not shutil.which("chromium"):
        sys.exit(
            "The browser tests need Chromium. Install it (Debian, Ubuntu: apt install chromium; macOS: brew install --cask chromium)."
        )


if __name__ == "__main__":
    sys.exit(main())
