"""The processes of the crash tests: one publishes prepared files, one reads them with no code of the kit."""

import hashlib
import json
import os
import sys
import types
from pathlib import Path

ROOT = Path(__file__).parents[2]
REPORT = "scorecard"
RUN = {"started": "2026-11-01T00:00:00+00:00"}


def torn(out):
    """Everything that a reader would take for a report and that is none: by manifest, and by ``latest``."""
    found = {manifest.parent for manifest in out.glob(f"{REPORT}/*/r*/manifest.json")}
    link = out / REPORT / "latest"
    if os.path.lexists(link):
        found.add(link.parent / link.read_text() if link.is_file() else link.parent / link.readlink())
    return [folder for folder in sorted(found) if not verifies(folder)]


def verifies(folder):
    try:
        listed = json.loads((folder / "manifest.json").read_bytes())
        return len(listed) > 1 and all(
            hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest for name, digest in listed.items()
        )
    except (OSError, ValueError):
        return False


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def publish(out, month, prepared, wait):
    """Publish like a run does, without what a report needs before: pandas alone takes a second to import."""
    package = types.ModuleType("cxmetrics")
    package.__path__ = [str(ROOT / "cxmetrics")]
    sys.modules["cxmetrics"] = package
    from cxmetrics.errors import CxError
    from cxmetrics.report import publish as step

    files = {path.name: path.read_bytes() for path in sorted(Path(prepared).iterdir())}
    try:
        with step.locked(Path(out), REPORT, month):
            if wait == "wait":
                say("held")
                sys.stdin.read()
            step.publish(Path(out), report=REPORT, month=month, files=files, run=RUN)
    except CxError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)


def follow(out):
    """Read what ``latest`` names until told to stop; say how often, and how often it was no whole report."""
    os.set_blocking(sys.stdin.fileno(), False)
    say("reading")
    reads, bad, seen = 0, 0, set()
    while sys.stdin.buffer.raw.read(1) is None:
        folder = Path(out) / REPORT / (Path(out) / REPORT / "latest").readlink()
        reads, bad = reads + 1, bad + (not verifies(folder))
        seen.add(folder.name)
    say(json.dumps({"reads": reads, "torn": bad, "revisions": len(seen)}))


if __name__ == "__main__":
    {"publish": publish, "follow": follow}[sys.argv[1]](*sys.argv[2:])
